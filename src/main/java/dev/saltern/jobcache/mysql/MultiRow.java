package dev.saltern.jobcache.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.ToLongFunction;

/// One statement over many rows at once, in a few fixed row counts, so that the server parses each
/// text once per connection and the driver sends nothing but values. Rows go in the order given; a
/// group is as big as the row counts and the bytes allow. Immutable, thread-safe.
final class MultiRow {
  /// Each about a third of the one before: no remainder takes more than two statements of a size,
  /// and a connection keeps all of them prepared.
  private static final int[] ROW_COUNTS = {500, 200, 70, 25, 8, 3, 1};

  private final String[] texts;

  /// @param before the statement up to the rows
  /// @param row the placeholders of one row
  /// @param after the statement after the rows
  MultiRow(String before, String row, String after) {
    texts =
        Arrays.stream(ROW_COUNTS)
            .mapToObj(
                n -> {
                  StringJoiner rows = new StringJoiner(", ", before, after);
                  for (int i = 0; i < n; i++) {
                    rows.add(row);
                  }
                  return rows.toString();
                })
            .toArray(String[]::new);
  }

  /// Binds one row from the parameter `first` on, and returns the next free one.
  interface Binder<R> {
    int bind(PreparedStatement statement, int first, R row) throws SQLException;
  }

  /// Takes one row of an answer.
  interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  /// Runs the statement over all rows.
  ///
  /// @param bytes about how many bytes a row has
  /// @param bytesMax how many a statement may have; a single row may have more
  /// @return the sum of what the server says of each statement
  <R> long update(
      Connection connection, List<R> rows, Binder<R> binder, ToLongFunction<R> bytes, long bytesMax)
      throws SQLException {
    long[] sums = new long[rows.size() + 1];
    for (int i = 0; i < rows.size(); i++) {
      sums[i + 1] = sums[i] + bytes.applyAsLong(rows.get(i));
    }
    long affected = 0;
    int from = 0;
    while (from < rows.size()) {
      int size = fitting(sums, from, bytesMax);
      int end = from + ROW_COUNTS[size];
      try (PreparedStatement statement = connection.prepareStatement(texts[size])) {
        bind(statement, rows.subList(from, end), binder);
        affected += statement.executeUpdate();
      }
      from = end;
    }
    return affected;
  }

  /// Asks for all rows, and hands each row of the answers over.
  <R> void select(Connection connection, List<R> rows, Binder<R> binder, Reader reader)
      throws SQLException {
    select(connection, rows, binder, List.of(), reader);
  }

  /// As above, where texts for further placeholders follow the rows.
  <R> void select(
      Connection connection, List<R> rows, Binder<R> binder, List<String> more, Reader reader)
      throws SQLException {
    long[] sums = new long[rows.size() + 1];
    int from = 0;
    while (from < rows.size()) {
      int size = fitting(sums, from, 0);
      int end = from + ROW_COUNTS[size];
      try (PreparedStatement statement = connection.prepareStatement(texts[size])) {
        int parameter = bind(statement, rows.subList(from, end), binder);
        for (String text : more) {
          statement.setString(parameter++, text);
        }
        try (ResultSet found = statement.executeQuery()) {
          while (found.next()) {
            reader.read(found);
          }
        }
      }
      from = end;
    }
  }

  /// The index of the largest row count that the rows from `from` on fill within the bytes.
  private static int fitting(long[] sums, int from, long bytesMax) {
    int last = ROW_COUNTS.length - 1;
    for (int size = 0; size < last; size++) {
      int end = from + ROW_COUNTS[size];
      if (end < sums.length && sums[end] - sums[from] <= bytesMax) {
        return size;
      }
    }
    return last;
  }

  private static <R> int bind(PreparedStatement statement, List<R> rows, Binder<R> binder)
      throws SQLException {
    int parameter = 1;
    for (R row : rows) {
      parameter = binder.bind(statement, parameter, row);
    }
    return parameter;
  }
}
