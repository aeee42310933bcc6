package dev.saltern.app;

import dev.saltern.returner.Journal;
import dev.saltern.returner.Ledger;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import java.time.Instant;
import java.util.Optional;

/// What waits to be stored in MySQL. Immutable.
///
/// @param oldest when the oldest of it came on disk; nothing where nothing waits
record Backlog(long pending, Optional<Instant> oldest) {
  static Backlog of(Spool spool, Journal journal) throws SpoolException {
    long pending =
        journal.ledger().counts().values().stream().mapToLong(Ledger.Counts::pending).sum();
    Spool.Reader drain = spool.stats().readers().get(Journal.MYSQL);
    long oldest = pending == 0 || drain == null ? 0 : spool.oldestAfter(drain.position());
    return new Backlog(
        pending, oldest == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(oldest)));
  }
}
