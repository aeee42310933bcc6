package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// `salt_return_body`: what is too big for a row of `salt_returns` or `salt_return_conflict`, part
/// by part, under the hash of the answer.
final class ReturnBodies {
  private static final String INSERT =
      """
      INSERT INTO salt_return_body (jid, id, hash, part, body) VALUES (?, ?, ?, ?, ?)
      ON DUPLICATE KEY UPDATE body = body""";

  private static final String DROP =
      "DELETE FROM salt_return_body WHERE jid = ? AND id = ? AND hash = ?";

  private static final String DROP_UNUSED =
      """
      DELETE b FROM salt_return_body b
      LEFT JOIN salt_return_conflict c ON c.jid = b.jid AND c.id = b.id AND c.hash = b.hash
      WHERE b.jid = ? AND b.id = ? AND b.hash <> ? AND c.hash IS NULL""";

  private static final String SELECT =
      "SELECT body FROM salt_return_body WHERE jid = ? AND id = ? AND hash = ? ORDER BY part";

  private ReturnBodies() {}

  /// Writes the parts of an answer, where they are not there.
  static void write(Connection connection, ReturnRow row) throws SQLException {
    List<byte[]> parts = row.parts();
    try (PreparedStatement s = connection.prepareStatement(INSERT)) {
      for (int part = 0; part < parts.size(); part++) {
        key(s, row);
        s.setInt(4, part);
        s.setBytes(5, parts.get(part));
        s.executeUpdate();
      }
    }
  }

  /// Drops what `row` replaced: the parts of an equal answer whose load differs in other keys, and
  /// of answers that no row refers to any more.
  static void dropReplaced(Connection connection, ReturnRow row) throws SQLException {
    for (String sql : List.of(DROP, DROP_UNUSED)) {
      try (PreparedStatement s = connection.prepareStatement(sql)) {
        key(s, row);
        s.executeUpdate();
      }
    }
  }

  private static void key(PreparedStatement s, ReturnRow row) throws SQLException {
    s.setString(1, row.jid().text());
    s.setString(2, row.id().text());
    s.setBytes(3, row.hash());
  }

  /// The return load kept in parts.
  ///
  /// @throws WireException where a part is missing or damaged
  static Data.Dict read(Connection connection, String jid, String id, byte[] hash, int parts)
      throws SQLException, WireException {
    List<byte[]> found = new ArrayList<>();
    try (PreparedStatement s = connection.prepareStatement(SELECT)) {
      s.setString(1, jid);
      s.setString(2, id);
      s.setBytes(3, hash);
      try (ResultSet rows = s.executeQuery()) {
        while (rows.next() && found.size() < parts) {
          found.add(rows.getBytes(1));
        }
      }
    }
    if (found.size() < parts) {
      throw new WireException(
          "expected " + parts + " parts in salt_return_body, found " + found.size());
    }
    return read(found);
  }

  /// The return load that parts hold.
  ///
  /// @throws WireException where they are not what was written: one is missing or damaged
  static Data.Dict read(List<byte[]> parts) throws WireException {
    List<InputStream> streams = new ArrayList<>();
    parts.forEach(part -> streams.add(new ByteArrayInputStream(part)));
    try (var gzip =
        new GZIPInputStream(new SequenceInputStream(Collections.enumeration(streams)))) {
      String json = new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
      if (JsonText.read(json) instanceof Data.Dict full) {
        return full;
      }
      throw new WireException("expected a map in salt_return_body");
    } catch (IOException e) {
      throw new WireException("expected gzip in salt_return_body", e);
    }
  }
}
