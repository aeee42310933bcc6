package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/// A set of minions as `salt_minion_set` holds it: its ids sorted in one JSON array, and the hash
/// of that text, by which jobs name it. Immutable.
///
/// @param json the ids, sorted, each once
/// @param count how many they are
record MinionSet(Hash hash, String json, int count) {
  /// How many bytes the ids of one set may have. A statement holds it with room to spare.
  static final int BYTES_MAX = 8 << 20;

  private static final int HASH_BYTES = 16;

  /// What stands around an id in the text: `"", `.
  private static final int AROUND = 4;

  /// The start of the SHA-256 of the text, so that SQL can compute it: `UNHEX(LEFT(SHA2(minions,
  /// 256), 32))`. Equal by value. Immutable.
  static final class Hash implements Comparable<Hash> {
    /// Before all others.
    static final Hash FIRST = new Hash(new byte[HASH_BYTES]);

    private final byte[] bytes;

    Hash(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    static Hash of(String json) {
      try {
        byte[] sum =
            MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
        return new Hash(Arrays.copyOf(sum, HASH_BYTES));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public int compareTo(Hash other) {
      return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Hash h && Arrays.equals(bytes, h.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return HexFormat.of().formatHex(bytes);
    }
  }

  static MinionSet of(Collection<MinionId> ids) {
    List<Data> sorted =
        ids.stream().map(MinionId::text).sorted().distinct().<Data>map(Data.Text::new).toList();
    String json = JsonText.write(new Data.Seq(sorted));
    return new MinionSet(Hash.of(json), json, sorted.size());
  }

  /// About how many bytes the text of a set of these has; never less than it has.
  static long bytesOf(Collection<MinionId> ids) {
    long bytes = 2;
    for (MinionId id : ids) {
      bytes += AROUND + Column.utf8Bytes(id.text());
    }
    return bytes;
  }

  /// About how many bytes its row has in a statement.
  long bytes() {
    return 100L + Column.utf8Bytes(json);
  }
}
