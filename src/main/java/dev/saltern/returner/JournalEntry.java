package dev.saltern.returner;

/// A record and where it stands in the journal. Immutable.
public record JournalEntry(long position, JournalRecord record) {}
