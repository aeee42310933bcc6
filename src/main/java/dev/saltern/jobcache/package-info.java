/// The job cache as the rest of the house sees it: a write port and a read port.
@NullMarked
package dev.saltern.jobcache;

import org.jspecify.annotations.NullMarked;
