package dev.saltern.wire;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/// A stream that hands out given chunks, one a read, as a socket does.
final class ChunkStream extends InputStream {
  private final Deque<byte[]> chunks;
  private int at;

  ChunkStream(Collection<byte[]> chunks) {
    this.chunks = new ArrayDeque<>(chunks);
    this.chunks.removeIf(c -> c.length == 0);
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    byte[] chunk = chunks.peek();
    if (chunk == null) {
      return -1;
    }
    int count = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, to, offset, count);
    at += count;
    if (at == chunk.length) {
      chunks.remove();
      at = 0;
    }
    return count;
  }
}
