package dev.saltern.returner;

import dev.saltern.job.Arrival;

/// An arrival and where it stands in the journal.
public record Arrived(long position, Arrival arrival) {}
