package dev.saltern.job;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Any value Salt can send: what msgpack carries and what a return holds. Immutable; equal by
/// value.
///
/// Text and bytes are apart: what is valid UTF-8 decodes to [Text], anything else to [Bytes].
/// Whoever wants bytes (a key, a signature) asks [#asBytes], which takes either.
///
/// What may be the key of a map compares with its like, so that a [java.util.HashMap] stays fast
/// even where a peer sends keys made to have one hash code.
public sealed interface Data {
  /// Python's `None`.
  enum Nil implements Data {
    NIL
  }

  record Bool(boolean value) implements Data {}

  /// An integer of up to 64 bits, signed.
  record Int(long value) implements Data, Comparable<Int> {
    @Override
    public int compareTo(Int other) {
      return Long.compare(value, other.value);
    }
  }

  /// An integer that needs more than 63 bits.
  record BigInt(BigInteger value) implements Data, Comparable<BigInt> {
    @Override
    public int compareTo(BigInt other) {
      return value.compareTo(other.value);
    }
  }

  record Real(double value) implements Data, Comparable<Real> {
    @Override
    public int compareTo(Real other) {
      return Double.compare(value, other.value);
    }
  }

  record Text(String value) implements Data, Comparable<Text> {
    @Override
    public int compareTo(Text other) {
      return value.compareTo(other.value);
    }
  }

  record Seq(List<Data> items) implements Data {
    public Seq {
      items = List.copyOf(items);
    }

    // Written out, here and in Dict: the generated ones take so much stack a level that a value as
    // deep as a peer may send would overflow it.
    @Override
    public boolean equals(Object o) {
      return o instanceof Seq(List<Data> other) && items.equals(other);
    }

    @Override
    public int hashCode() {
      return items.hashCode();
    }
  }

  /// A map in the order of its entries; keys are mostly text, but may be anything.
  record Dict(Map<Data, Data> entries) implements Data {
    public static final Dict EMPTY = new Dict(Map.of());

    public Dict {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Dict(Map<Data, Data> other) && entries.equals(other);
    }

    @Override
    public int hashCode() {
      return entries.hashCode();
    }

    /// The value under a text key.
    public Optional<Data> get(String key) {
      return Optional.ofNullable(entries.get(new Text(key)));
    }

    /// The text under a text key; nothing where it is missing or no text.
    public Optional<String> text(String key) {
      return get(key).flatMap(Data::asText);
    }

    /// The integer under a text key; nothing where it is missing or no integer of 64 bits.
    public Optional<Long> integer(String key) {
      return get(key).flatMap(Data::asLong);
    }

    /// The boolean under a text key; nothing where it is missing or no boolean.
    public Optional<Boolean> bool(String key) {
      return get(key)
          .flatMap(v -> v instanceof Bool(boolean b) ? Optional.of(b) : Optional.empty());
    }

    /// The list under a text key; nothing where it is missing or no list.
    public Optional<List<Data>> list(String key) {
      return get(key)
          .flatMap(v -> v instanceof Seq(List<Data> l) ? Optional.of(l) : Optional.empty());
    }

    /// The map under a text key; nothing where it is missing or no map.
    public Optional<Dict> dict(String key) {
      return get(key).flatMap(v -> v instanceof Dict d ? Optional.of(d) : Optional.empty());
    }

    /// This map with one more entry, or another value under an old key, which keeps its place.
    public Dict with(String key, Data value) {
      Map<Data, Data> more = new LinkedHashMap<>(entries);
      more.put(new Text(key), value);
      return new Dict(more);
    }

    /// This map without a key.
    public Dict without(String key) {
      Map<Data, Data> fewer = new LinkedHashMap<>(entries);
      fewer.remove(new Text(key));
      return new Dict(fewer);
    }
  }

  /// Bytes that are no UTF-8 text.
  record Bytes(byte[] value) implements Data, Comparable<Bytes> {
    public Bytes {
      value = value.clone();
    }

    @Override
    public byte[] value() {
      return value.clone();
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Bytes(byte[] other) && Arrays.equals(value, other);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public int compareTo(Bytes other) {
      return Arrays.compare(value, other.value);
    }

    @Override
    public String toString() {
      return "Bytes[" + value.length + "]";
    }
  }

  /// A msgpack extension value; Salt uses 78 for a datetime as text `%Y%m%dT%H:%M:%S.%f`.
  record Ext(byte type, Bytes body) implements Data, Comparable<Ext> {
    @Override
    public int compareTo(Ext other) {
      int byType = Byte.compare(type, other.type);
      return byType != 0 ? byType : body.compareTo(other.body);
    }
  }

  /// The data that plain Java values are: null, booleans, integers, doubles, strings, byte arrays,
  /// lists and maps of such, and `Data` itself.
  ///
  /// @throws IllegalArgumentException for any other class
  static Data of(@org.jspecify.annotations.Nullable Object value) {
    return switch (value) {
      case null -> Nil.NIL;
      case Data d -> d;
      case Boolean b -> new Bool(b);
      case Integer i -> new Int(i);
      case Long l -> new Int(l);
      case BigInteger b when b.bitLength() <= 63 -> new Int(b.longValueExact());
      case BigInteger b -> new BigInt(b);
      case Double d -> new Real(d);
      case String s -> new Text(s);
      case byte[] b -> new Bytes(b);
      case Jid j -> new Text(j.text());
      case MinionId m -> new Text(m.text());
      case Iterable<?> items -> {
        var list = new java.util.ArrayList<Data>();
        items.forEach(item -> list.add(of(item)));
        yield new Seq(list);
      }
      case Map<?, ?> map -> {
        var entries = new LinkedHashMap<Data, Data>();
        map.forEach((k, v) -> entries.put(of(k), of(v)));
        yield new Dict(entries);
      }
      default -> throw new IllegalArgumentException("no Salt value: " + value.getClass().getName());
    };
  }

  /// A map of alternating text keys and values, as [#of] takes them, in that order.
  static Dict dict(@org.jspecify.annotations.Nullable Object... keysAndValues) {
    var entries = new LinkedHashMap<Data, Data>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.put(of(keysAndValues[i]), of(keysAndValues[i + 1]));
    }
    return new Dict(entries);
  }

  /// This as text, where it is text.
  default Optional<String> asText() {
    return this instanceof Text(String s) ? Optional.of(s) : Optional.empty();
  }

  /// This as bytes, where it is bytes or text (then its UTF-8).
  default Optional<byte[]> asBytes() {
    return switch (this) {
      case Bytes b -> Optional.of(b.value());
      case Text(String s) -> Optional.of(s.getBytes(StandardCharsets.UTF_8));
      case Nil _, Bool _, Int _, BigInt _, Real _, Seq _, Dict _, Ext _ -> Optional.empty();
    };
  }

  /// This as a 64-bit integer, where it is one.
  default Optional<Long> asLong() {
    return this instanceof Int(long l) ? Optional.of(l) : Optional.empty();
  }
}
