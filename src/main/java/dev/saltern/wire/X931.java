package dev.saltern.wire;

import java.math.BigInteger;
import java.util.Arrays;

/// The X9.31 block as OpenSSL's `RSA_X931_PADDING` makes it for "private encrypt": `6B BB..BB BA`
/// data `CC`, or `6A` data `CC` where there is no room for filler.
final class X931 {
  private static final byte HEADER = 0x6b;
  private static final byte HEADER_WITHOUT_FILLER = 0x6a;
  private static final byte FILLER = (byte) 0xbb;
  private static final byte FILLER_END = (byte) 0xba;
  private static final byte TRAILER = (byte) 0xcc;

  private X931() {}

  /// @throws IllegalArgumentException where `data` is too long for a block of `length` bytes
  static byte[] pad(byte[] data, int length) {
    int filler = length - data.length - 2;
    if (filler < 0) {
      throw new IllegalArgumentException(data.length + " bytes do not fit into " + length);
    }
    byte[] block = new byte[length];
    if (filler == 0) {
      block[0] = HEADER_WITHOUT_FILLER;
    } else {
      Arrays.fill(block, 0, filler, FILLER);
      block[0] = HEADER;
      block[filler] = FILLER_END;
    }
    System.arraycopy(data, 0, block, length - 1 - data.length, data.length);
    block[length - 1] = TRAILER;
    return block;
  }

  static byte[] unpad(byte[] block) throws WireException {
    int from = 1;
    if (block[0] == HEADER) {
      while (from < block.length && block[from] == FILLER) {
        from++;
      }
      if (from == block.length || block[from] != FILLER_END) {
        throw new WireException("expected the end of an X9.31 filler, found something else");
      }
      from++;
    } else if (block[0] != HEADER_WITHOUT_FILLER) {
      throw new WireException("expected an X9.31 header, found something else");
    }
    if (from == block.length || block[block.length - 1] != TRAILER) {
      throw new WireException("expected an X9.31 trailer, found something else");
    }
    return Arrays.copyOfRange(block, from, block.length - 1);
  }

  /// A number in exactly `length` bytes.
  static byte[] fixed(BigInteger number, int length) {
    byte[] bytes = number.toByteArray(); // may have a zero in front for the sign
    byte[] fixed = new byte[length];
    int count = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - count, fixed, length - count, count);
    return fixed;
  }
}
