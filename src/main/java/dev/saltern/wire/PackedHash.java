package dev.saltern.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;

/// 128 bits that are equal for equal values, computed from their msgpack: the start of a SHA-256
/// over a form of a value in which the order of a map's entries does not matter. Confined to one
/// thread.
///
/// What a list or a map is in a map goes in as a digest of its own, so that each byte is read once
/// however deep it lies.
final class PackedHash {
  private static final int BYTES = 16;

  private MessageDigest digest = sha256();
  private final ByteBuffer number = ByteBuffer.allocate(9);
  private final boolean refusesRepeated;
  private int keysOpen;

  /// @param refusesRepeated whether two keys that look alike end it, since only the opened value
  ///   tells which counts
  PackedHash(boolean refusesRepeated) {
    this.refusesRepeated = refusesRepeated;
  }

  byte[] bytes() {
    return Arrays.copyOf(digest.digest(), BYTES);
  }

  void add(Packed value) throws WireException {
    MsgpackCursor cursor = value.cursor();
    add(cursor, cursor.next(), 0);
    cursor.ended();
  }

  private void add(MsgpackCursor cursor, MsgpackCursor.Kind kind, int depth) throws WireException {
    switch (kind) {
      case NIL -> digest.update((byte) 'n');
      case FALSE -> digest.update((byte) 'f');
      case TRUE -> digest.update((byte) 't');
      case INT -> add('i', cursor.number);
      case UNSIGNED -> {
        // As BigInteger.toByteArray has it: a zero before what would look negative.
        add('I', Long.BYTES + 1);
        digest.update((byte) 0);
        digest.update(number.clear().putLong(cursor.number).array(), 0, Long.BYTES);
      }
      case REAL -> add('r', Double.doubleToLongBits(cursor.real()));
      case TEXT ->
          content(
              cursor,
              Utf8.isValid(cursor.in, cursor.from, cursor.from + cursor.length) ? 's' : 'b');
      case EXT -> {
        add('x', cursor.type);
        content(cursor, 'b');
      }
      case SEQ -> {
        int count = cursor.length;
        add('l', count);
        if (count > 0) {
          cursor.deeper(depth);
        }
        for (int i = 0; i < count; i++) {
          add(cursor, cursor.next(), depth + 1);
        }
      }
      case MAP -> addMap(cursor, cursor.length, depth);
    }
  }

  private void content(MsgpackCursor cursor, char kind) {
    add(kind, cursor.length);
    digest.update(cursor.in, cursor.from, cursor.length);
  }

  /// An entry of a map.
  ///
  /// @param order where its key stands among the others
  /// @param at where it begins
  /// @param inner the digest of its value; nothing where that is read in no time
  private record Entry(String order, int at, Optional<byte[]> inner) {}

  private void addMap(MsgpackCursor cursor, int count, int depth) throws WireException {
    if (count > 0) {
      cursor.deeper(depth);
    }
    keysOpen += count;
    if (keysOpen > KeySet.KEYS_MAX) {
      throw new WireException(
          "expected at most " + KeySet.KEYS_MAX + " keys of a map, found one of " + count);
    }
    var entries = new Entry[count];
    for (int i = 0; i < count; i++) {
      int at = cursor.at();
      String order = order(cursor, cursor.key());
      entries[i] = new Entry(order, at, inner(cursor, cursor.next(), depth + 1));
    }
    int end = cursor.at();
    Arrays.sort(entries, Comparator.comparing(Entry::order));
    for (int i = 1; refusesRepeated && i < count; i++) {
      if (entries[i].order.equals(entries[i - 1].order)) {
        throw new RepeatedKeyException();
      }
    }
    add('d', count);
    for (Entry entry : entries) {
      cursor.back(entry.at);
      add(cursor, cursor.key(), depth + 1);
      if (entry.inner.isPresent()) {
        digest.update((byte) 'h');
        digest.update(entry.inner.get());
      } else {
        add(cursor, cursor.next(), depth + 1);
      }
    }
    cursor.back(end);
    keysOpen -= count;
  }

  /// The digest of a list or map with content; the cursor stands behind the value then.
  private Optional<byte[]> inner(MsgpackCursor cursor, MsgpackCursor.Kind kind, int depth)
      throws WireException {
    boolean holds = kind == MsgpackCursor.Kind.SEQ || kind == MsgpackCursor.Kind.MAP;
    if (!holds || cursor.length == 0) {
      return Optional.empty();
    }
    MessageDigest outer = digest;
    digest = sha256();
    add(cursor, kind, depth);
    byte[] inner = digest.digest();
    digest = outer;
    return Optional.of(inner);
  }

  /// Where a key stands among the others of its map: text by itself, anything else by its hash.
  private static String order(MsgpackCursor cursor, MsgpackCursor.Kind kind) throws WireException {
    if (kind == MsgpackCursor.Kind.TEXT
        && Utf8.isValid(cursor.in, cursor.from, cursor.from + cursor.length)) {
      return new String(cursor.in, cursor.from, cursor.length, StandardCharsets.UTF_8);
    }
    var hash = new PackedHash(false);
    hash.add(cursor, kind, 0);
    return "\0" + HexFormat.of().formatHex(hash.bytes());
  }

  private void add(char kind, long value) {
    number.clear();
    number.put((byte) kind).putLong(value);
    digest.update(number.array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
