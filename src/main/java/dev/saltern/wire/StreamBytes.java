package dev.saltern.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The bytes of a stream through one array, in which what is [#need]ed stands in one piece. Grows
/// no faster than bytes arrive. Confined to one thread.
final class StreamBytes {
  private static final int USUAL_BYTES = 64 * 1024;
  private static final int KEPT_BYTES_MAX = 1024 * 1024;

  private final InputStream stream;
  private byte[] array = new byte[USUAL_BYTES];
  private int at;
  private int filled;

  StreamBytes(InputStream stream) {
    this.stream = stream;
  }

  byte[] array() {
    return array;
  }

  /// Whether a byte is there; waits for it, false at the end of the stream.
  boolean hasMore() throws IOException {
    return at < filled || fill();
  }

  /// Makes the next `length` bytes stand in [#array]; where they begin.
  int take(int length) throws IOException {
    while (filled - at < length) {
      makeRoom(length);
      if (!fill()) {
        throw new EOFException("the stream ends within a frame");
      }
    }
    int from = at;
    at += length;
    return from;
  }

  int u8() throws IOException {
    int from = take(1);
    return array[from] & 0xff;
  }

  /// A big-endian number of 1, 2 or 4 bytes.
  long unsigned(int length) throws IOException {
    int from = take(length);
    long number = 0;
    for (int i = 0; i < length; i++) {
      number = number << 8 | (array[from + i] & 0xff);
    }
    return number;
  }

  void skip(long length) throws IOException {
    long left = length;
    while (left > filled - at) {
      left -= filled - at;
      at = filled;
      if (!fill()) {
        throw new EOFException("the stream ends within a frame");
      }
    }
    at += (int) left;
  }

  private void makeRoom(int length) {
    if (at > 0 && (length > array.length - at || filled == array.length)) {
      System.arraycopy(array, at, array, 0, filled - at);
      filled -= at;
      at = 0;
    }
    if (filled == array.length) {
      array = Arrays.copyOf(array, (int) Math.min(length, 2L * array.length));
    }
  }

  private boolean fill() throws IOException {
    if (at == filled) {
      at = 0;
      filled = 0;
      if (array.length > KEPT_BYTES_MAX) {
        array = new byte[USUAL_BYTES];
      }
    }
    int read = stream.read(array, filled, array.length - filled);
    if (read > 0) {
      filled += read;
    }
    return read > 0;
  }
}
