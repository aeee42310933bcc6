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

  /// What a value may take before it is refused.
  ///
  /// @param bytesMax bytes of msgpack in all
  /// @param depthMax levels of nesting
  /// @param memoryMax bytes of the heap that the opened value takes, roughly: small maps take 35
  ///   times the bytes they came in
  public record Limits(int bytesMax, int depthMax, long memoryMax) {
    /// One opened value takes at most this part of the heap the process has.
    private static final int HEAP_PART = 4;

    /// As deep as Python's msgpack packs (its limit is 511 levels), so that no value of Salt's is
    /// refused.
    public static final Limits DEFAULT = new Limits(128 << 20, 512);

    /// The deepest nesting that may be asked for, a few more than Salt's own for what we put around
    /// a value: whoever walks one takes stack frames a level.
    static final int DEPTH_MAX = 520;

    /// Limits with the usual part of the heap.
    public Limits(int bytesMax, int depthMax) {
      this(bytesMax, depthMax, Runtime.getRuntime().maxMemory() / HEAP_PART);
    }

    public Limits {
      if (bytesMax < 1 || memoryMax < 1 || depthMax < 1 || depthMax > DEPTH_MAX) {
        throw new IllegalArgumentException(
            "limits are at least 1 byte and 1 to %d levels; found %d bytes, %d levels"
                .formatted(DEPTH_MAX, bytesMax, depthMax));
      }
    }
  }

  /// The msgpack of `value`; the shortest form of each number and length, as Salt writes it. An
  /// integer beyond 64 bits goes as decimal text.
  ///
  /// @throws IllegalArgumentException where it is nested deeper than any value that is decoded
  public static byte[] encode(Data value, Spec spec) {
    return new MsgpackWriter(spec).value(value).toBytes();
  }

  /// The value that `bytes` are, all of them.
  public static Data decode(byte[] bytes) throws WireException {
    return decode(bytes, Limits.DEFAULT);
  }

  /// The value that `bytes` are, all of them, within `limits`. Text that is no UTF-8 is
  /// [Data.Bytes], of a key that comes twice the last value counts.
  public static Data decode(byte[] bytes, Limits limits) throws WireException {
    return decode(bytes, 0, bytes.length, limits);
  }

  /// As [#decode], for what must be a map.
  public static Data.Dict decodeDict(byte[] bytes) throws WireException {
    return dict(decode(bytes));
  }

  static Data decode(byte[] bytes, int from, int end, Limits limits) throws WireException {
    if (end - from > limits.bytesMax()) {
      throw new WireException(
          "expected at most " + limits.bytesMax() + " bytes, found " + (end - from));
    }
    return new MsgpackReader(bytes, from, end, limits).only();
  }

  static Data.Dict dict(Data value) throws WireException {
    if (value instanceof Data.Dict dict) {
      return dict;
    }
    throw new WireException("expected a map, found " + value.getClass().getSimpleName());
  }
}
