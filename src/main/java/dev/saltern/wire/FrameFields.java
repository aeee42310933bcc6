package dev.saltern.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Steps over the msgpack of a frame on a stream without holding more than its body. What cannot
/// begin or be a frame is an [IOException]: nobody knows where the next one starts. Confined to one
/// thread.
final class FrameFields {
  /// A frame has the fields `head` and `body`; a few more are tolerated.
  private static final int FIELDS_MAX = 16;

  private static final int NAME_BYTES_MAX = 64;
  private static final byte[] BODY = "body".getBytes(StandardCharsets.US_ASCII);

  /// What [#bytesHeader] says of a value that is neither text nor bytes.
  static final long NO_BYTES = -1;

  private final StreamBytes in;
  private final int depthMax;

  FrameFields(StreamBytes in, int depthMax) {
    this.in = in;
    this.depthMax = depthMax;
  }

  /// The number of fields of the frame that begins here.
  int count() throws IOException {
    int code = in.u8();
    long count =
        switch (code) {
          case 0xde -> in.unsigned(2);
          case 0xdf -> in.unsigned(4);
          default -> code >= 0x80 && code < 0x90 ? code & 0x0f : Long.MAX_VALUE;
        };
    if (count > FIELDS_MAX) {
      throw new IOException("expected the map of a frame, found something else");
    }
    return (int) count;
  }

  /// Whether the field whose name stands here is the body.
  boolean isBody() throws IOException {
    long length = bytesHeader(in.u8());
    if (length == NO_BYTES || length > NAME_BYTES_MAX) {
      throw new IOException("expected the name of a frame's field, found something else");
    }
    int from = in.take((int) length);
    return Arrays.equals(in.array(), from, from + (int) length, BODY, 0, BODY.length);
  }

  /// The length of the text or bytes whose first byte was `code`; [#NO_BYTES] for another value.
  long bytesHeader(int code) throws IOException {
    return switch (code) {
      case 0xc4, 0xd9 -> in.unsigned(1);
      case 0xc5, 0xda -> in.unsigned(2);
      case 0xc6, 0xdb -> in.unsigned(4);
      default -> code >= 0xa0 && code < 0xc0 ? code & 0x1f : NO_BYTES;
    };
  }

  /// Steps over the value whose first byte was `code`.
  void skip(int code) throws IOException {
    skip(code, 0);
  }

  private void skip(int code, int depth) throws IOException {
    if (depth > depthMax) {
      throw new IOException("expected at most " + depthMax + " levels in a frame, found more");
    }
    long bytes = bytesHeader(code);
    if (bytes != NO_BYTES) {
      in.skip(bytes);
      return;
    }
    switch (code) {
      case 0xc0, 0xc2, 0xc3 -> {}
      case 0xc1 -> throw new IOException("expected msgpack in a frame, found something else");
      case 0xc7 -> in.skip(1 + in.unsigned(1));
      case 0xc8 -> in.skip(1 + in.unsigned(2));
      case 0xc9 -> in.skip(1 + in.unsigned(4));
      case 0xcc, 0xd0 -> in.skip(1);
      case 0xcd, 0xd1, 0xd4 -> in.skip(2);
      case 0xd5 -> in.skip(3);
      case 0xca, 0xce, 0xd2 -> in.skip(4);
      case 0xd6 -> in.skip(5);
      case 0xcb, 0xcf, 0xd3 -> in.skip(8);
      case 0xd7 -> in.skip(9);
      case 0xd8 -> in.skip(17);
      case 0xdc -> skipAll(in.unsigned(2), depth);
      case 0xdd -> skipAll(in.unsigned(4), depth);
      case 0xde -> skipAll(2 * in.unsigned(2), depth);
      case 0xdf -> skipAll(2 * in.unsigned(4), depth);
      default -> {
        if (code >= 0x80 && code < 0x90) {
          skipAll(2L * (code & 0x0f), depth);
        } else if (code >= 0x90 && code < 0xa0) {
          skipAll(code & 0x0f, depth);
        }
      }
    }
  }

  private void skipAll(long count, int depth) throws IOException {
    for (long i = 0; i < count; i++) {
      skip(in.u8(), depth + 1);
    }
  }
}
