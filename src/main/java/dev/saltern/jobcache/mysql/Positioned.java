package dev.saltern.jobcache.mysql;

import dev.saltern.job.Arrival;

/// An arrival that needs no rendering to be a row, and from where in the node's spool it is.
record Positioned<A extends Arrival>(A arrival, long position) {}
