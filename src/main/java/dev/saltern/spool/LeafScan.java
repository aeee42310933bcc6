package dev.saltern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds rows of the table `record` in a page, whatever became of the pages around it. A row counts
/// only where its checksum is right, so what looks like one by chance is none. Confined to one
/// thread.
final class LeafScan {
  private static final byte TABLE_LEAF = 0x0d;
  private static final int LEAF_HEADER = 8;
  private static final int DATABASE_HEADER = 100;
  private static final int COLUMNS = 6;

  /// The most a row takes beyond its bytes: header and numbers.
  private static final int ROW_EXTRA_MAX = 64;

  /// A whole record.
  record Row(long position, int label, long appended, byte[] bytes) {}

  private final PageFile pages;

  LeafScan(PageFile pages) {
    this.pages = pages;
  }

  /// The whole records whose row begins in a page.
  List<Row> records(long number) throws IOException {
    var rows = new ArrayList<Row>();
    Optional<ByteBuffer> found = pages.page(number);
    if (found.isEmpty()) {
      return rows;
    }
    ByteBuffer page = found.get();
    int start = number == 1 ? DATABASE_HEADER : 0;
    if (page.get(start) != TABLE_LEAF) {
      return rows;
    }
    int cells = page.getShort(start + 3) & 0xffff;
    for (int i = 0; i < cells; i++) {
      int pointer = start + LEAF_HEADER + 2 * i;
      if (pointer + 2 > page.limit()) {
        break;
      }
      cell(page, page.getShort(pointer) & 0xffff).ifPresent(rows::add);
    }
    return rows;
  }

  private Optional<Row> cell(ByteBuffer page, int at) throws IOException {
    if (at < LEAF_HEADER || at >= page.limit()) {
      return Optional.empty();
    }
    ByteBuffer cell = page.duplicate().position(at);
    try {
      long length = varint(cell);
      long position = varint(cell);
      if (length < COLUMNS || length > Spool.RECORD_BYTES_MAX + ROW_EXTRA_MAX) {
        return Optional.empty();
      }
      Optional<ByteBuffer> payload = payload(cell, (int) length);
      return payload.isEmpty() ? Optional.empty() : row(position, payload.get());
    } catch (java.nio.BufferUnderflowException | IllegalArgumentException _) {
      return Optional.empty(); // no row: its lengths lead out of the page
    }
  }

  /// The part in the page and the chain of overflow pages, one after another.
  private Optional<ByteBuffer> payload(ByteBuffer cell, int length) throws IOException {
    int usable = cell.capacity();
    int local = local(length, usable);
    ByteBuffer payload = ByteBuffer.allocate(length);
    payload.put(cell.slice(cell.position(), local));
    cell.position(cell.position() + local);
    long next = local < length ? cell.getInt() & 0xffffffffL : 0;
    while (payload.hasRemaining()) {
      Optional<ByteBuffer> page = pages.page(next);
      if (page.isEmpty()) {
        return Optional.empty();
      }
      next = page.get().getInt() & 0xffffffffL;
      payload.put(page.get().slice(4, Math.min(payload.remaining(), usable - 4)));
    }
    return Optional.of(payload.flip());
  }

  private static int local(int length, int usable) {
    int most = usable - 35;
    if (length <= most) {
      return length;
    }
    int least = (usable - 12) * 32 / 255 - 23;
    int fitting = least + (length - least) % (usable - 4);
    return fitting <= most ? fitting : least;
  }

  private static Optional<Row> row(long position, ByteBuffer payload) {
    long headerEnd = varint(payload);
    long[] types = new long[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      types[i] = varint(payload);
    }
    if (payload.position() != headerEnd || types[0] != 0 || types[5] < 12 || types[5] % 2 != 0) {
      return Optional.empty();
    }
    int label = (int) integer(payload, types[1]);
    long appended = integer(payload, types[2]);
    long crc = integer(payload, types[3]);
    long size = integer(payload, types[4]);
    if (size != (types[5] - 12) / 2 || size != payload.remaining()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[(int) size];
    payload.get(bytes);
    return Checksum.of(position, label, bytes) == crc
        ? Optional.of(new Row(position, label, appended, bytes))
        : Optional.empty();
  }

  /// An integer of a serial type: 1 to 6 are widths, 8 and 9 the numbers 0 and 1.
  private static long integer(ByteBuffer payload, long type) {
    if (type == 8 || type == 9) {
      return type - 8;
    }
    int width =
        switch ((int) type) {
          case 1, 2, 3, 4 -> (int) type;
          case 5 -> 6;
          case 6 -> 8;
          default -> throw new IllegalArgumentException("no integer: serial type " + type);
        };
    long value = payload.get();
    for (int i = 1; i < width; i++) {
      value = value << 8 | (payload.get() & 0xff);
    }
    return value;
  }

  /// Up to 9 bytes, 7 bits each but 8 in the ninth.
  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      byte b = bytes.get();
      value = value << 7 | (b & 0x7f);
      if (b >= 0) {
        return value;
      }
    }
    return value << 8 | (bytes.get() & 0xff);
  }
}
