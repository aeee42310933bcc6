package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.mysql.ImportCounts.What;
import dev.saltern.jobcache.mysql.SelectKept.Provenance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The copies of one key in a page: each different one once, the one that stays first, so that what
/// the others do to the table does not depend on their order. Confined to one thread.
///
/// @param <R> the row's type
final class ImportGroup<R> {
  private final String what;
  private final List<Copy<R>> copies = new ArrayList<>();

  /// @param hash what makes two the same
  /// @param counted whether it is counted where it changes nothing: not by an earlier pass
  private record Copy<R>(R row, byte[] hash, long position, boolean counted) {
    boolean same(Copy<R> other) {
      return Arrays.equals(hash, other.hash);
    }
  }

  /// How the row of the key stands after the write.
  ///
  /// @param hash of the answer it holds; nothing where that does not matter
  /// @param asGood whether it came from an equally good source
  record Kept(Provenance provenance, Optional<byte[]> hash, boolean asGood) {
    /// Of a key of which there is but one answer.
    static @Nullable Kept of(@Nullable Provenance provenance) {
      return provenance == null ? null : new Kept(provenance, Optional.empty(), false);
    }
  }

  /// @param what the key in words, for the report
  ImportGroup(String what) {
    this.what = what;
  }

  /// Whether an earlier pass cannot have counted any of it.
  boolean isNew() {
    return copies.stream().allMatch(Copy::counted);
  }

  /// The one that stays; known after [#distinct].
  R first() {
    return copies.getFirst().row;
  }

  /// Counts every copy as skipped.
  void refuse(ImportCounts counts, String reason) {
    copies.stream().filter(Copy::counted).forEach(_ -> counts.skip(reason, what));
  }

  void add(R row, byte[] hash, long position, boolean counted) {
    copies.add(new Copy<>(row, hash, position, counted));
  }

  /// The different ones, the one that stays first.
  ///
  /// @param best the one that stays is the greatest by it
  List<R> distinct(Comparator<R> best) {
    copies.sort(Comparator.comparing((Copy<R> c) -> c.row, best.reversed()));
    List<Copy<R>> different = new ArrayList<>();
    for (Copy<R> copy : copies) {
      if (different.stream().noneMatch(copy::same)) {
        different.add(copy);
      }
    }
    return different.stream().map(Copy::row).toList();
  }

  /// Counts every copy, after the first of [#distinct] and the others were written.
  void count(ImportCounts counts, String node, @Nullable Kept kept) {
    Copy<R> first = copies.getFirst();
    boolean ours =
        kept != null && copies.stream().anyMatch(c -> kept.provenance.is(node, c.position));
    What became = kept != null && ours ? changed(kept) : unchanged(kept, node, first);
    boolean firstCounted = false;
    for (Copy<R> copy : copies) {
      if (!copy.same(first)) {
        if (copy.counted) {
          counts.add(What.OTHERS);
        }
      } else if (!firstCounted && (copy.counted || ours)) {
        counts.add(became);
        firstCounted = true;
      } else if (copy.counted) {
        counts.add(What.DUPLICATES);
      }
    }
  }

  private static What changed(Kept kept) {
    return kept.provenance.revision() == 0 ? What.INSERTED : What.IMPROVED;
  }

  private static <R> What unchanged(@Nullable Kept kept, String node, Copy<R> first) {
    if (kept == null) {
      throw new IllegalStateException("a row that was upserted is gone within the transaction");
    }
    boolean other = kept.hash.filter(h -> !Arrays.equals(h, first.hash)).isPresent();
    if (other && kept.asGood) {
      return What.OTHERS;
    }
    return kept.provenance.node().equals(node) ? What.DUPLICATES : What.PRESENT;
  }
}
