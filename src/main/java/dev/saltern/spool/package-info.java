/// A durable queue of bytes with named readers, in SQLite. Knows nothing of Salt.
@NullMarked
package dev.saltern.spool;

import org.jspecify.annotations.NullMarked;
