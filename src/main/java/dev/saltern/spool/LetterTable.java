package dev.saltern.spool;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table of dead letters. Thread-safe.
final class LetterTable implements Letters {
  private static final String COLUMNS = "position, label, bytes, cause, attempts, died";

  private final Database database;
  private final Queue queue;
  private final InstantSource clock;

  LetterTable(Database database, Queue queue, InstantSource clock) {
    this.database = database;
    this.queue = queue;
    this.clock = clock;
  }

  /// Keeps letters, in the transaction of a reader's step.
  void add(Tx tx, List<Dead> dead) throws SQLException {
    for (Dead letter : dead) {
      tx.update(
          "INSERT OR REPLACE INTO letter (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)",
          letter.entry().position(),
          letter.entry().label(),
          letter.entry().bytes(),
          letter.cause(),
          letter.attempts(),
          clock.millis());
    }
  }

  @Override
  public List<Letter> list(long after, int limit) throws SpoolException {
    return database.read(
        "list letters",
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT " + COLUMNS + " FROM letter WHERE position > ? ORDER BY 1 LIMIT ?")) {
            select.setLong(1, after);
            select.setInt(2, limit);
            return letters(select);
          }
        });
  }

  @Override
  public Optional<Letter> get(long position) throws SpoolException {
    return list(position - 1, 1).stream()
        .filter(letter -> letter.entry().position() == position)
        .findFirst();
  }

  @Override
  public boolean retry(long position) throws SpoolException {
    return database.write("retry a letter", tx -> retry(tx, position));
  }

  private boolean retry(Tx tx, long position) throws SQLException, SpoolException {
    PreparedStatement select = tx.prepare("SELECT " + COLUMNS + " FROM letter WHERE position = ?");
    select.setLong(1, position);
    List<Letter> found = letters(select);
    if (found.isEmpty()) {
      return false;
    }
    Spool.Entry entry = found.getFirst().entry();
    queue.append(tx, List.of(new Spool.Item(entry.label(), entry.bytes())));
    tx.count("retried." + entry.label(), 1);
    tx.update("DELETE FROM letter WHERE position = ?", position);
    return true;
  }

  @Override
  public boolean discard(long position) throws SpoolException {
    return database.free(
        "discard a letter", tx -> tx.update("DELETE FROM letter WHERE position = ?", position) > 0);
  }

  @Override
  public long count() throws SpoolException {
    return database.read(
        "count letters", connection -> Database.number(connection, "SELECT count(*) FROM letter"));
  }

  private static List<Letter> letters(PreparedStatement select) throws SQLException {
    var letters = new ArrayList<Letter>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        letters.add(
            new Letter(
                new Spool.Entry(row.getLong(1), row.getInt(2), row.getBytes(3)),
                row.getString(4),
                row.getInt(5),
                row.getLong(6)));
      }
    }
    return letters;
  }
}
