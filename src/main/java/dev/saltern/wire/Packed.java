package dev.saltern.wire;

import dev.saltern.job.Data;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A Salt value as the msgpack it came in, not opened: a part of an array, which is not copied.
/// Whoever hands the array over does not change it any more. Immutable.
public final class Packed {
  /// What a key of ours takes, and the head of a map.
  private static final int ENTRY_BYTES = 16;

  private final byte[] in;
  private final int from;
  private final int end;

  private Packed(byte[] in, int from, int end) {
    this.in = in;
    this.from = from;
    this.end = end;
  }

  /// The value that the part of `bytes` from `from` to `end` is, all of it. What it holds is looked
  /// through, but not made.
  ///
  /// @throws WireException where the bytes are no value, or one deeper than the limits
  public static Packed of(byte[] bytes, int from, int end, DataCodec.Limits limits)
      throws WireException {
    if (end - from > limits.bytesMax()) {
      throw new WireException(
          "expected at most " + limits.bytesMax() + " bytes, found " + (end - from));
    }
    var cursor = new MsgpackCursor(bytes, from, end, limits.depthMax());
    cursor.skip(0);
    cursor.ended();
    return new Packed(bytes, from, end);
  }

  /// The value that `bytes` are, all of them, within the usual limits.
  public static Packed of(byte[] bytes) throws WireException {
    return of(bytes, 0, bytes.length, DataCodec.Limits.DEFAULT);
  }

  /// A value packed.
  public static Packed of(Data value) {
    return new MsgpackWriter(DataCodec.Spec.NEW).value(value).toPacked();
  }

  /// What the part of `bytes` from `from` to `end` is, which nobody has looked through yet: whoever
  /// looks is told where it is no value.
  public static Packed within(byte[] bytes, int from, int end) {
    Objects.checkFromToIndex(from, end, bytes.length);
    return new Packed(bytes, from, end);
  }

  /// How many bytes of msgpack it is.
  public int length() {
    return end - from;
  }

  /// Its msgpack, copied.
  public byte[] bytes() {
    return Arrays.copyOfRange(in, from, end);
  }

  /// Copies its msgpack into an array.
  public void copyTo(byte[] into, int at) {
    System.arraycopy(in, from, into, at, length());
  }

  /// The same in an array of its own that holds nothing else.
  public Packed copy() {
    return new Packed(bytes(), 0, length());
  }

  /// Whether its msgpack holds these bytes anywhere: quick, and true by chance at times.
  public boolean mentions(byte[] bytes) {
    int last = end - bytes.length;
    for (int i = from; i <= last; i++) {
      if (in[i] == bytes[0] && Arrays.equals(in, i, i + bytes.length, bytes, 0, bytes.length)) {
        return true;
      }
    }
    return false;
  }

  /// The value made.
  ///
  /// @throws WireException where it takes more memory than the limits let it
  public Data open() throws WireException {
    return DataCodec.decode(in, from, end, DataCodec.Limits.DEFAULT);
  }

  /// As [#open], for what must be a map.
  public Data.Dict openDict() throws WireException {
    return DataCodec.dict(open());
  }

  /// The values under some keys of the map this is.
  ///
  /// @throws WireException where it is no map
  public PackedFields fields(PackedFields.Names names) throws WireException {
    return PackedFields.of(cursor(), names);
  }

  /// Whether it is a map.
  public boolean isMap() throws WireException {
    return cursor().next() == MsgpackCursor.Kind.MAP;
  }

  /// The text this is; nothing where it is no text.
  public Optional<String> text() throws WireException {
    MsgpackCursor cursor = cursor();
    return cursor.next() == MsgpackCursor.Kind.TEXT
            && Utf8.isValid(in, cursor.from, cursor.from + cursor.length)
        ? Optional.of(new String(in, cursor.from, cursor.length, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /// The map this is with more entries behind its own; it has none of their keys yet.
  ///
  /// @throws WireException where it is no map
  public Packed with(Map<String, Packed> more) throws WireException {
    MsgpackCursor cursor = cursor();
    MsgpackCursor.Kind kind = cursor.next();
    if (kind != MsgpackCursor.Kind.MAP) {
      throw new WireException("expected a map, found " + kind);
    }
    int bytes = more.values().stream().mapToInt(Packed::length).reduce(length(), Math::addExact);
    var writer = new MsgpackWriter(DataCodec.Spec.NEW, bytes + ENTRY_BYTES * (more.size() + 1));
    writer.mapHeader(cursor.length + more.size()).packed(in, cursor.at(), end);
    more.forEach((key, value) -> writer.text(key).packed(value.in, value.from, value.end));
    return writer.toPacked();
  }

  /// Its JSON text in UTF-8, byte for byte that of [JsonText], made without opening it.
  public byte[] json() throws WireException {
    return json("", Map.of()).json();
  }

  /// As [#json], and where in it the value under a text key of the map stands.
  ///
  /// @param more text keys and text values that are put behind the others
  public JsonSlice json(String key, Map<String, String> more) throws WireException {
    var transcoder = new JsonTranscoder(cursor(), Math.max(64, length() + (length() >> 2)));
    try {
      return transcoder.write(key, more);
    } catch (RepeatedKeyException _) {
      // Of a key that comes twice the last value counts, at the place of the first.
      return opened(key, more);
    }
  }

  /// Writes its JSON text in UTF-8 to `to`, piece by piece; returns its bytes. No key in it comes
  /// twice: see [#distinct].
  ///
  /// @param more text keys and text values that are put behind the others
  /// @throws java.io.UncheckedIOException where `to` fails
  public long json(Map<String, String> more, OutputStream to) throws WireException {
    return JsonTranscoder.to(to, cursor()).stream(more);
  }

  /// The same, where a key comes twice with its last value alone.
  ///
  /// @throws WireException where it must be opened for that and takes too much memory
  public Packed distinct() throws WireException {
    try {
      json(Map.of(), OutputStream.nullOutputStream());
      return this;
    } catch (RepeatedKeyException _) {
      return Packed.of(open());
    }
  }

  private JsonSlice opened(String key, Map<String, String> more) throws WireException {
    Data value = open();
    if (value instanceof Data.Dict dict) {
      for (var entry : more.entrySet()) {
        dict = dict.with(entry.getKey(), new Data.Text(entry.getValue()));
      }
      value = dict;
    }
    return JsonTranscoder.of(value).write(key, Map.of());
  }

  /// 128 bits that are equal for equal values in this order; the order of a map's entries does not
  /// matter: two copies of one return, from two masters or from the bus and the job directory,
  /// differ in that at the most.
  public static byte[] hash(Packed... values) throws WireException {
    try {
      var hash = new PackedHash(true);
      for (Packed value : values) {
        hash.add(value);
      }
      return hash.bytes();
    } catch (RepeatedKeyException _) {
      var hash = new PackedHash(false);
      for (Packed value : values) {
        hash.add(Packed.of(value.open()));
      }
      return hash.bytes();
    }
  }

  /// As [#hash(Packed...)].
  ///
  /// @throws IllegalArgumentException where one is nested deeper than any value that was decoded
  public static byte[] hash(Data... values) {
    try {
      return hash(Arrays.stream(values).map(Packed::of).toArray(Packed[]::new));
    } catch (WireException e) {
      throw new IllegalArgumentException(e);
    }
  }

  MsgpackCursor cursor() {
    return new MsgpackCursor(in, from, end, DataCodec.Limits.DEFAULT.depthMax());
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Packed other
        && Arrays.equals(in, from, end, other.in, other.from, other.end);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < end; i++) {
      hash = 31 * hash + in[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return "Packed[" + length() + "]";
  }
}
