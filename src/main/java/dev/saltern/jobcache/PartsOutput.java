package dev.saltern.jobcache;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Keeps what is written to it in parts of at most [ReturnBody.Parts#PART_BYTES_MAX] bytes: it
/// never lies in memory twice. Confined to one thread.
public final class PartsOutput extends OutputStream {
  private static final int PART_BYTES_FIRST = 16 << 10;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] last = new byte[PART_BYTES_FIRST];
  private int size;

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    int at = from;
    int left = length;
    while (left > 0) {
      makeRoom(left);
      int now = Math.min(left, last.length - size);
      System.arraycopy(bytes, at, last, size, now);
      size += now;
      at += now;
      left -= now;
    }
  }

  private void makeRoom(int wanted) {
    if (size == ReturnBody.Parts.PART_BYTES_MAX) {
      full.add(last);
      last = new byte[PART_BYTES_FIRST];
      size = 0;
    }
    int most = ReturnBody.Parts.PART_BYTES_MAX;
    if (last.length < most && last.length - size < wanted) {
      long grown = Math.max(2L * last.length, (long) size + wanted);
      last = Arrays.copyOf(last, (int) Math.min(most, grown));
    }
  }

  /// What was written, in order.
  public List<byte[]> parts() {
    var parts = new ArrayList<>(full);
    if (size > 0) {
      parts.add(Arrays.copyOf(last, size));
    }
    return parts;
  }
}
