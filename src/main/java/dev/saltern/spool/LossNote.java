package dev.saltern.spool;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The note of a [Spool.Loss], kept until somebody has acted on it: `<millis> <records>`.
final class LossNote {
  private static final Logger log = LoggerFactory.getLogger(LossNote.class);
  static final String KEY = "spool/loss";

  private LossNote() {}

  /// Writes the note in the transaction that is open.
  static void write(Connection connection, Spool.Loss loss) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR REPLACE INTO note VALUES (?, ?, ?)")) {
      insert.setString(1, KEY);
      insert.setLong(2, loss.since().toEpochMilli());
      insert.setBytes(3, bytes(loss));
      insert.executeUpdate();
    }
  }

  private static byte[] bytes(Spool.Loss loss) {
    return (loss.since().toEpochMilli() + " " + loss.records()).getBytes(StandardCharsets.US_ASCII);
  }

  /// The loss that a note tells; of a note that is damaged itself, one since the epoch.
  static Optional<Spool.Loss> read(Optional<byte[]> note) {
    return note.map(
        bytes -> {
          String[] parts = new String(bytes, StandardCharsets.US_ASCII).split(" ", -1);
          try {
            return new Spool.Loss(
                Instant.ofEpochMilli(Long.parseLong(parts[0])), Long.parseLong(parts[1]));
          } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            log.warn("the note of what the spool lost is damaged: {}", e.toString());
            return new Spool.Loss(Instant.EPOCH, 0);
          }
        });
  }
}
