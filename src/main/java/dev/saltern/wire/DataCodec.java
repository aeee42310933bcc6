package dev.saltern.wire;

import dev.saltern.job.Data;

/// Salt values as msgpack. Thread-safe.
public final class DataCodec {
  private DataCodec() {}

  /// How bytes are written: on the network both text and bytes are of the `str` family (`OLD`), on
  /// the bus and in files text is `str` and bytes are `bin` (`NEW`). Both are read everywhere.
  public enum Spec {
    OLD,
    NEW
  }

  /// What a value may take before it is refused: bytes in all, levels of nesting.
  public record Limits(int bytesMax, int depthMax) {
    public static final Limits DEFAULT = new Limits(128 << 20, 200);
  }

  /// The msgpack of `value`; the shortest form of each number and length, as Salt writes it.
  public static byte[] encode(Data value, Spec spec) {
    throw new IllegalStateException("not yet");
  }

  /// The value that `bytes` are, all of them.
  public static Data decode(byte[] bytes) throws WireException {
    return decode(bytes, Limits.DEFAULT);
  }

  /// The value that `bytes` are, all of them, within `limits`.
  public static Data decode(byte[] bytes, Limits limits) throws WireException {
    throw new IllegalStateException("not yet");
  }

  /// As [#decode], for what must be a map.
  public static Data.Dict decodeDict(byte[] bytes) throws WireException {
    throw new IllegalStateException("not yet");
  }
}
