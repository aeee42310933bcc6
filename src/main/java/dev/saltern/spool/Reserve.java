package dev.saltern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Disk space put by for a full disk: even a delete needs some in SQLite's log, and without it a
/// spool that has filled the disk could never be drained again. The file beside the database is
/// given up when a reader's step finds the disk full, and made anew before anything is appended.
/// Thread-safe.
final class Reserve {
  /// Twice the log at which SQLite writes it back into the database.
  static final int BYTES = 8 << 20;

  private static final Logger log = LoggerFactory.getLogger(Reserve.class);
  private static final int CHUNK = 1 << 20;
  private static final long TRY_EVERY_MILLIS = 5_000;

  private final Path file;
  private final InstantSource clock;
  private final boolean kept;
  private boolean out;
  private long tried;

  private Reserve(Path file, InstantSource clock, boolean kept) {
    this.file = file;
    this.clock = clock;
    this.kept = kept;
    this.out = kept;
  }

  /// Puts space by for the spool at `database`; only a warning where there is none already.
  static Reserve keep(Path database, InstantSource clock) throws SpoolException {
    var reserve = new Reserve(SpoolFiles.beside(database, ".reserve"), clock, true);
    if (!reserve.ready()) {
      log.atWarn().addKeyValue("file", reserve.file).log("the disk is full");
    }
    return reserve;
  }

  /// For a visitor, who leaves this to the node.
  static Reserve none(Path database, InstantSource clock) {
    return new Reserve(database, clock, false);
  }

  /// Gives the space up; false where that was done before.
  synchronized boolean release() throws SpoolException {
    if (!kept || out) {
      return false;
    }
    try {
      Files.delete(file);
      out = true;
      log.atWarn().addKeyValue("file", file).log("the disk is full; gave up the reserve to drain");
      return true;
    } catch (IOException e) {
      throw new SpoolException("the reserve " + file + " cannot be given up: " + e, e);
    }
  }

  /// Whether the space is put by, made now where it was given up and not tried just before.
  synchronized boolean ready() throws SpoolException {
    long now = clock.millis();
    if (out && now - tried >= TRY_EVERY_MILLIS) {
      tried = now;
      SpoolFiles.file(file);
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        fill(channel);
        out = false;
      } catch (IOException e) {
        remove(e);
      }
    }
    return !out;
  }

  /// Nothing a file system could leave out or pack.
  private static void fill(FileChannel channel) throws IOException {
    byte[] chunk = new byte[CHUNK];
    new Random(1).nextBytes(chunk);
    for (long at = channel.size(); at < BYTES; at = channel.size()) {
      channel.write(ByteBuffer.wrap(chunk, 0, (int) Math.min(CHUNK, BYTES - at)), at);
    }
    channel.force(true);
  }

  private void remove(IOException cause) throws SpoolException {
    try {
      Files.deleteIfExists(file);
      log.debug("no room for the reserve yet: {}", cause.toString());
    } catch (IOException e) {
      e.addSuppressed(cause);
      throw new SpoolException("the reserve " + file + " cannot be removed: " + e, e);
    }
  }
}
