package dev.saltern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The pages of a damaged database, as the newest committed state has them: from the write-ahead
/// log where that has the page, else from the database. Formats as in SQLite's "Database File
/// Format". Confined to one thread.
final class PageFile implements AutoCloseable {
  private static final int WAL_HEADER = 32;
  private static final int FRAME_HEADER = 24;
  static final int PAGE_SIZE_LEAST = 512;
  private static final int PAGE_DEFAULT = 4_096;
  private static final int WAL_MAGIC = 0x377f0682;

  private final FileChannel database;
  private final @Nullable FileChannel wal;
  private final int pageSize;
  private final long count;

  /// Where in the log each page stands.
  private final Map<Long, Long> logged;

  private PageFile(
      FileChannel database,
      @Nullable FileChannel wal,
      int pageSize,
      long count,
      Map<Long, Long> logged) {
    this.database = database;
    this.wal = wal;
    this.pageSize = pageSize;
    this.count = count;
    this.logged = logged;
  }

  static PageFile open(Path file) throws IOException {
    FileChannel database = FileChannel.open(file, StandardOpenOption.READ);
    Path walPath = SpoolFiles.beside(file, "-wal");
    @Nullable FileChannel wal =
        Files.exists(walPath) ? FileChannel.open(walPath, StandardOpenOption.READ) : null;
    int pageSize = pageSize(database, wal);
    Map<Long, Long> logged = wal == null ? Map.of() : logged(wal, pageSize);
    long count = database.size() / pageSize;
    for (long page : logged.keySet()) {
      count = Math.max(count, page);
    }
    return new PageFile(database, wal, pageSize, count, logged);
  }

  private static int pageSize(FileChannel database, @Nullable FileChannel wal) throws IOException {
    ByteBuffer header = read(database, 0, 18);
    int found = header.limit() < 18 ? 0 : header.getShort(16) & 0xffff;
    if (!isPageSize(found) && wal != null && wal.size() >= WAL_HEADER) {
      found = read(wal, 0, WAL_HEADER).getInt(8);
    }
    return isPageSize(found) ? found : PAGE_DEFAULT;
  }

  private static boolean isPageSize(int size) {
    return size >= PAGE_SIZE_LEAST && size <= 32_768 && Integer.bitCount(size) == 1;
  }

  /// The frames up to the last commit; the salt tells those of an earlier round of the log.
  private static Map<Long, Long> logged(FileChannel wal, int pageSize) throws IOException {
    var committed = new HashMap<Long, Long>();
    ByteBuffer header = read(wal, 0, WAL_HEADER);
    if (header.limit() < WAL_HEADER || (header.getInt(0) & ~1) != WAL_MAGIC) {
      return committed;
    }
    long salt = header.getLong(16);
    var open = new HashMap<Long, Long>();
    long step = (long) FRAME_HEADER + pageSize;
    for (long at = WAL_HEADER; at + step <= wal.size(); at += step) {
      ByteBuffer frame = read(wal, at, FRAME_HEADER);
      if (frame.getLong(8) != salt) {
        break;
      }
      open.put(frame.getInt(0) & 0xffffffffL, at + FRAME_HEADER);
      if (frame.getInt(4) != 0) {
        committed.putAll(open);
        open.clear();
      }
    }
    return committed;
  }

  /// The number of the last page; the first is 1.
  long count() {
    return count;
  }

  /// The bytes of a page; nothing where there is no such page, whole.
  Optional<ByteBuffer> page(long number) throws IOException {
    if (number < 1 || number > count) {
      return Optional.empty();
    }
    Long at = logged.get(number);
    ByteBuffer page =
        at == null || wal == null
            ? read(database, (number - 1) * pageSize, pageSize)
            : read(wal, at, pageSize);
    return page.limit() == pageSize ? Optional.of(page) : Optional.empty();
  }

  /// Up to `length` bytes, fewer where the file ends.
  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    int got = 0;
    while (bytes.hasRemaining() && got >= 0) {
      got = channel.read(bytes, at + bytes.position());
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    try (FileChannel _ = wal;
        FileChannel _ = database) {
      return;
    }
  }
}
