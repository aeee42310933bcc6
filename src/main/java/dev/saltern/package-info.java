/// The house: what stands here is used by every room and uses none.
@NullMarked
package dev.saltern;

import org.jspecify.annotations.NullMarked;
