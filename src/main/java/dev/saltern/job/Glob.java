package dev.saltern.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// A shell-style pattern over ids, functions and tags as Salt matches them (`fnmatch`): `*` (which
/// spans `/`), `?`, `[abc]`, `[a-f]`, `[!abc]`; case matters. Matching takes at most the product of
/// both lengths, whatever the pattern. Immutable.
public final class Glob {
  /// What the name is matched against, piece by piece.
  private sealed interface Part {
    /// Any number of characters.
    record Star() implements Part {}

    /// One character that is as it must be.
    record One(IntPredicate fits) implements Part {}
  }

  private final String text;
  private final List<Part> parts = new ArrayList<>();

  public Glob(String text) {
    this.text = text;
    int[] pattern = text.codePoints().toArray();
    int i = 0;
    while (i < pattern.length) {
      int end = pattern[i] == '[' ? endOfSet(pattern, i) : -1;
      if (end > 0) {
        parts.add(new Part.One(set(pattern, i + 1, end)));
        i = end;
      } else {
        parts.add(part(pattern[i]));
      }
      i++;
    }
  }

  /// The pattern as typed.
  public String text() {
    return text;
  }

  /// Whether all of `name` matches.
  public boolean matches(String name) {
    int[] characters = name.codePoints().toArray();
    int c = 0;
    int p = 0;
    int star = -1;
    int afterStar = 0;
    while (c < characters.length) {
      if (isStar(p)) {
        star = p++;
        afterStar = c;
      } else if (fits(p, characters[c])) {
        p++;
        c++;
      } else if (star >= 0) {
        // The last star takes one character more; earlier stars never need to.
        p = star + 1;
        c = ++afterStar;
      } else {
        return false;
      }
    }
    while (isStar(p)) {
      p++;
    }
    return p == parts.size();
  }

  private boolean isStar(int p) {
    return p < parts.size() && parts.get(p) instanceof Part.Star;
  }

  private boolean fits(int p, int c) {
    return p < parts.size() && parts.get(p) instanceof Part.One(IntPredicate one) && one.test(c);
  }

  @Override
  public String toString() {
    return text;
  }

  private static Part part(int c) {
    return switch (c) {
      case '*' -> new Part.Star();
      case '?' -> new Part.One(_ -> true);
      default -> new Part.One(other -> other == c);
    };
  }

  /// Where the set that opens at `open` closes; a `]` that stands first in it does not.
  private static int endOfSet(int[] pattern, int open) {
    int i = open + 1;
    i += i < pattern.length && pattern[i] == '!' ? 1 : 0;
    i++;
    while (i < pattern.length) {
      if (pattern[i] == ']') {
        return i;
      }
      i++;
    }
    return -1;
  }

  private static IntPredicate set(int[] pattern, int from, int end) {
    boolean not = pattern[from] == '!';
    IntPredicate members = _ -> false;
    int i = from + (not ? 1 : 0);
    while (i < end) {
      boolean range = i + 2 < end && pattern[i + 1] == '-';
      int first = pattern[i];
      int last = range ? pattern[i + 2] : first;
      members = members.or(c -> c >= first && c <= last);
      i += range ? 3 : 1;
    }
    return not ? members.negate() : members;
  }
}
