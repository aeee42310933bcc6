package dev.saltern.job;

/// What the local master's job cache directory says of an answer that its bus showed: there is none
/// of that minion. Anybody with a key to the bus may have made it up; only the minion itself writes
/// the directory. Immutable.
public record Unverified(Jid jid, MinionId minion) implements Arrival {}
