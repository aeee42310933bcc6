package dev.saltern.spool;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/// The named readers. Thread-safe.
final class Readers {
  private final Database database;
  private final Bound bound;
  private final Trim trim;
  private final LetterTable letters;

  Readers(Database database, Bound bound, Trim trim, LetterTable letters) {
    this.database = database;
    this.bound = bound;
    this.trim = trim;
    this.letters = letters;
  }

  long open(String reader, Spool.Policy policy) throws SpoolException {
    return database.write("open reader " + reader, tx -> open(tx, reader, policy));
  }

  /// Where the readers were lost with a damaged file, all that was saved is read again: at least
  /// once, never not at all.
  private static long open(Tx tx, String reader, Spool.Policy policy) throws SQLException {
    boolean lost = tx.number("SELECT readers_lost FROM state") != 0;
    tx.update(
        """
        INSERT INTO reader VALUES (?, ?, ?, 0)
        ON CONFLICT (name) DO UPDATE SET policy = excluded.policy""",
        reader,
        policy.name(),
        lost ? 0 : tx.held().lastPosition());
    return tx.number("SELECT position FROM reader WHERE name = ?", reader);
  }

  void advance(String reader, Spool.Step step) throws SpoolException {
    tidy(database.free("advance " + reader, tx -> advance(tx, reader, step)));
  }

  private boolean advance(Tx tx, String reader, Spool.Step step)
      throws SQLException, SpoolException {
    if (tx.number("SELECT count(*) FROM reader WHERE name = ?", reader) == 0) {
      throw new IllegalStateException("no reader " + reader + " was opened");
    }
    if (step.position() > tx.held().lastPosition()) {
      throw new IllegalStateException(
          "reader %s passed %d, but the last position is %d"
              .formatted(reader, step.position(), tx.held().lastPosition()));
    }
    tx.update(
        "UPDATE reader SET position = max(position, ?) WHERE name = ?", step.position(), reader);
    step.counts().forEach(tx::count);
    letters.add(tx, step.letters());
    if (step.position() == tx.held().lastPosition()) {
      tx.afterCommit(() -> bound.caughtUp(reader));
    }
    return trim.step(tx);
  }

  void forget(String reader) throws SpoolException {
    tidy(
        database.free(
            "forget reader " + reader,
            tx -> {
              tx.update("DELETE FROM reader WHERE name = ?", reader);
              return trim.step(tx);
            }));
  }

  /// Deletes what is left to delete and shrinks the file, in transactions of their own, so that
  /// appends come between.
  private void tidy(boolean more) throws SpoolException {
    while (more) {
      more = database.free("delete what was passed", trim::step);
    }
  }

  static Map<String, Spool.Reader> all(Statement statement) throws SQLException {
    var readers = new HashMap<String, Spool.Reader>();
    try (ResultSet row =
        statement.executeQuery("SELECT name, policy, position, dropped FROM reader")) {
      while (row.next()) {
        readers.put(
            row.getString(1),
            new Spool.Reader(
                Spool.Policy.valueOf(row.getString(2)), row.getLong(3), row.getLong(4)));
      }
    }
    return readers;
  }
}
