package dev.saltern.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The crc32c of a record: over its position, its label and its bytes, so that a record which is
/// whole but stands in another's place is noticed too.
final class Checksum {
  private Checksum() {}

  static long of(long position, int label, byte[] bytes) {
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(12).putLong(position).putInt(label).flip());
    crc.update(bytes);
    return crc.getValue();
  }
}
