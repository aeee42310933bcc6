package dev.saltern.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The values under some text keys of a map, found in one walk over its msgpack. Immutable.
public final class PackedFields {
  /// The keys looked for. Immutable; made once.
  public static final class Names {
    private final List<String> names;
    private final byte[][] utf8;

    private Names(List<String> names) {
      this.names = names;
      this.utf8 =
          names.stream().map(n -> n.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    public static Names of(String... names) {
      return new Names(List.of(names));
    }

    private int index(byte[] in, int from, int length) {
      for (int i = 0; i < utf8.length; i++) {
        byte[] name = utf8[i];
        if (name.length == length && Arrays.equals(in, from, from + length, name, 0, length)) {
          return i;
        }
      }
      return -1;
    }
  }

  private static final int NONE = -1;

  private final byte[] in;
  private final Names names;

  /// Where the value under each name begins and ends.
  private final int[] begins;

  private final int[] ends;

  private PackedFields(byte[] in, Names names) {
    this.in = in;
    this.names = names;
    this.begins = new int[names.utf8.length];
    this.ends = new int[names.utf8.length];
    Arrays.fill(begins, NONE);
  }

  /// Of a key that comes twice the last value counts.
  static PackedFields of(MsgpackCursor cursor, Names names) throws WireException {
    MsgpackCursor.Kind map = cursor.next();
    if (map != MsgpackCursor.Kind.MAP) {
      throw new WireException("expected a map, found " + map);
    }
    var fields = new PackedFields(cursor.in, names);
    for (int left = cursor.length; left > 0; left--) {
      int name =
          cursor.key() == MsgpackCursor.Kind.TEXT
              ? names.index(cursor.in, cursor.from, cursor.length)
              : NONE;
      int begin = cursor.at();
      cursor.skip(1);
      if (name != NONE) {
        fields.begins[name] = begin;
        fields.ends[name] = cursor.at();
      }
    }
    cursor.ended();
    return fields;
  }

  public boolean has(String name) {
    return begins[index(name)] != NONE;
  }

  public Optional<Packed> get(String name) {
    int i = index(name);
    return begins[i] == NONE
        ? Optional.empty()
        : Optional.of(Packed.within(in, begins[i], ends[i]));
  }

  /// The text under a name; nothing where it is missing or no text.
  public Optional<String> text(String name) throws WireException {
    Optional<Packed> value = get(name);
    return value.isPresent() ? value.get().text() : Optional.empty();
  }

  /// The integer under a name; nothing where it is missing or no integer of 64 bits.
  public Optional<Long> integer(String name) throws WireException {
    Optional<Packed> value = get(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    MsgpackCursor cursor = value.get().cursor();
    return cursor.next() == MsgpackCursor.Kind.INT ? Optional.of(cursor.number) : Optional.empty();
  }

  /// The boolean under a name; nothing where it is missing or no boolean.
  public Optional<Boolean> bool(String name) throws WireException {
    Optional<Packed> value = get(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return switch (value.get().cursor().next()) {
      case TRUE -> Optional.of(true);
      case FALSE -> Optional.of(false);
      case NIL, INT, UNSIGNED, REAL, TEXT, EXT, SEQ, MAP -> Optional.empty();
    };
  }

  private int index(String name) {
    int i = names.names.indexOf(name);
    if (i < 0) {
      throw new IllegalArgumentException("not looked for: " + name);
    }
    return i;
  }
}
