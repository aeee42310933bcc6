package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.mysql.ImportCounts.What;
import dev.saltern.jobcache.mysql.ImportSource.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A row of `salt_import`: how far an import is with one part of its source.
///
/// @param pass 1 takes everything, each later one what came since the one before began
/// @param done whether the pass is through
/// @param after the last page's end
/// @param position how many rows were looked at by all passes: the next one's `position`
record ImportProgress(
    Key key,
    int pass,
    boolean done,
    Optional<Place> after,
    Span span,
    long position,
    ImportCounts counts) {
  private static final String COUNTS =
      Arrays.stream(What.values()).map(What::column).collect(Collectors.joining(", "));

  private static final String SELECT =
      "SELECT pass, done, after_key, after_id, previous, horizon, since, position, notes, "
          + COUNTS
          + " FROM salt_import WHERE source = ? AND part = ?";

  private static final List<String> COLUMNS =
      Stream.concat(
              Stream.of(
                  "source",
                  "part",
                  "pass",
                  "done",
                  "after_key",
                  "after_id",
                  "previous",
                  "horizon",
                  "since",
                  "position",
                  "notes"),
              Arrays.stream(What.values()).map(What::column))
          .toList();

  private static final String SAVE =
      "INSERT INTO salt_import (%s) VALUES (%s) ON DUPLICATE KEY UPDATE %s, updated_at = CURRENT_TIMESTAMP(6)"
          .formatted(
              String.join(", ", COLUMNS),
              String.join(", ", Collections.nCopies(COLUMNS.size(), "?")),
              COLUMNS.stream()
                  .map(c -> c + " = VALUES(" + c + ")")
                  .collect(Collectors.joining(", ")));

  /// Which part of which source.
  record Key(String source, String part) {}

  /// @param previous how far the pass before went
  /// @param horizon how far this one goes
  /// @param since nothing older
  record Span(Optional<String> previous, String horizon, Optional<Instant> since) {}

  static ImportProgress begin(Key key, String horizon, Optional<Instant> since, long position) {
    return new ImportProgress(
        key,
        1,
        false,
        Optional.empty(),
        new Span(Optional.empty(), horizon, since),
        position,
        new ImportCounts());
  }

  /// At the beginning of the next pass.
  ImportProgress next(String horizon) {
    Span next = new Span(Optional.of(span.horizon), horizon, span.since);
    return new ImportProgress(key, pass + 1, false, Optional.empty(), next, position, counts);
  }

  /// After a page.
  ///
  /// @param end where it ended; nothing where it was the pass's last
  ImportProgress after(Optional<Place> end, long newPosition, ImportCounts newCounts) {
    return new ImportProgress(key, pass, end.isEmpty(), end, span, newPosition, newCounts);
  }

  boolean sameAs(ImportProgress other) {
    return pass == other.pass
        && done == other.done
        && position == other.position
        && after.equals(other.after);
  }

  /// @param locked whether others that want it wait for the end of the transaction
  static Optional<ImportProgress> read(Connection connection, Key key, boolean locked)
      throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(SELECT + (locked ? " FOR UPDATE" : ""))) {
      s.setString(1, key.source);
      s.setString(2, key.part);
      try (ResultSet row = s.executeQuery()) {
        return row.next() ? Optional.of(read(key, row)) : Optional.empty();
      }
    }
  }

  private static ImportProgress read(Key key, ResultSet row) throws SQLException {
    Optional<String> id = Optional.ofNullable(row.getString("after_id"));
    Map<What, Long> values = new EnumMap<>(What.class);
    for (What what : What.values()) {
      values.put(what, row.getLong(what.column()));
    }
    Span span =
        new Span(
            Optional.ofNullable(row.getString("previous")),
            row.getString("horizon"),
            Optional.ofNullable(row.getString("since")).map(Instant::parse));
    return new ImportProgress(
        key,
        row.getInt("pass"),
        row.getBoolean("done"),
        Optional.ofNullable(row.getString("after_key")).map(k -> new Place(k, id)),
        span,
        row.getLong("position"),
        new ImportCounts(values, ImportNotes.read(row.getString("notes"))));
  }

  void save(Connection connection) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(SAVE)) {
      int p = 1;
      s.setString(p++, key.source);
      s.setString(p++, key.part);
      s.setInt(p++, pass);
      s.setInt(p++, done ? 1 : 0);
      s.setString(p++, after.map(Place::key).orElse(null));
      s.setString(p++, after.flatMap(Place::id).orElse(null));
      s.setString(p++, span.previous.orElse(null));
      s.setString(p++, span.horizon);
      s.setString(p++, span.since.map(Instant::toString).orElse(null));
      s.setLong(p++, position);
      s.setString(p++, counts.notes().json());
      for (What what : What.values()) {
        s.setLong(p++, counts.get(what));
      }
      s.executeUpdate();
    }
  }
}
