package dev.saltern.returner;

import dev.saltern.job.Arrival;

/// An opened arrival and where it stands in the journal. Immutable.
record Arrived(long position, Arrival arrival) {}
