/// What tests of several rooms stand on.
@NullMarked
package dev.saltern.testing;

import org.jspecify.annotations.NullMarked;
