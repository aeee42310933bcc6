package dev.saltern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Tells whether SQLite is about to drop commits from a write-ahead log. It reads the log up to the
/// first frame whose checksum is wrong and forgets the rest in silence: right where a write was cut
/// off at the end, wrong where one bit flipped in the middle. A commit behind a bad frame is the
/// difference. The format is that of "WAL-mode File Format" in SQLite's documentation.
final class LogCheck {
  private static final int HEADER_BYTES = 32;
  private static final int FRAME_HEADER_BYTES = 24;
  private static final int MAGIC = 0x377f0682;
  private static final int PAGE_BYTES_MIN = 512;
  private static final int PAGE_BYTES_MAX = 65_536;

  private final FileChannel log;
  private int first;
  private int second;

  private LogCheck(FileChannel log) {
    this.log = log;
  }

  /// How many commits of a spool's log stand behind its first bad frame.
  static long lostCommits(Path database) throws IOException {
    Path wal = SpoolFiles.beside(database, "-wal");
    if (!Files.exists(wal)) {
      return 0;
    }
    try (FileChannel log = FileChannel.open(wal, StandardOpenOption.READ)) {
      return new LogCheck(log).count();
    }
  }

  private long count() throws IOException {
    ByteBuffer header = read(0, HEADER_BYTES);
    if (header.remaining() < HEADER_BYTES || (header.getInt(0) & ~1) != MAGIC) {
      return 0;
    }
    int pageBytes = header.getInt(8);
    if (pageBytes < PAGE_BYTES_MIN || pageBytes > PAGE_BYTES_MAX) {
      return 0;
    }
    long salt = header.getLong(16);
    ByteOrder order = (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    add(header.slice(0, 24).order(order));
    boolean whole = first == header.getInt(24) && second == header.getInt(28);
    long lost = 0;
    int frameBytes = FRAME_HEADER_BYTES + pageBytes;
    for (long at = HEADER_BYTES; at + frameBytes <= log.size(); at += frameBytes) {
      ByteBuffer frame = read(at, frameBytes);
      // Frames of an earlier round of the log have another salt.
      boolean ours = frame.getLong(8) == salt;
      whole = whole && ours && isWhole(frame, order);
      boolean commit = frame.getInt(4) != 0;
      lost += !whole && ours && commit ? 1 : 0;
    }
    return lost;
  }

  private boolean isWhole(ByteBuffer frame, ByteOrder order) {
    add(frame.slice(0, 8).order(order));
    add(frame.slice(FRAME_HEADER_BYTES, frame.limit() - FRAME_HEADER_BYTES).order(order));
    return first == frame.getInt(16) && second == frame.getInt(20);
  }

  /// The checksum goes on from frame to frame.
  private void add(ByteBuffer bytes) {
    while (bytes.remaining() >= 8) {
      first += bytes.getInt() + second;
      second += bytes.getInt() + first;
    }
  }

  private ByteBuffer read(long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    int got = 0;
    while (bytes.hasRemaining() && got >= 0) {
      got = log.read(bytes, at + bytes.position());
    }
    return bytes.flip();
  }
}
