package dev.saltern.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A compound target of globs, lists (`L@`) and patterns (`E@`) with `and`, `or`, `not` and
/// parentheses, each a word of its own; `not` binds before `and`, `and` before `or`, as in the
/// Python expression a minion makes of it (salt/matchers/compound_match.py). Confined to one
/// thread.
final class CompoundTarget {
  private static final int WORDS_MAX = 10_000;

  /// As deep as parentheses and `not` may nest.
  private static final int DEPTH_MAX = 100;

  private final List<String> words;
  private int next;
  private int depth;

  private CompoundTarget(List<String> words) {
    this.words = words;
  }

  /// Whom it means; nothing where it has other matchers, or is none that a minion would take.
  static Optional<Predicate<String>> parse(String target) {
    // Python's split() and \s differ in what else than these is white space.
    if (!target.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return Optional.empty();
    }
    var words = new ArrayList<String>();
    for (String word : target.split(" ", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    if (words.isEmpty() || words.size() > WORDS_MAX) {
      return Optional.empty();
    }
    var parser = new CompoundTarget(words);
    Predicate<String> all = parser.or();
    return all == null || parser.next < words.size() ? Optional.empty() : Optional.of(all);
  }

  private @Nullable Predicate<String> or() {
    Predicate<String> left = and();
    while (left != null && take("or")) {
      Predicate<String> right = and();
      left = right == null ? null : left.or(right);
    }
    return left;
  }

  private @Nullable Predicate<String> and() {
    Predicate<String> left = not();
    // `a not b` means `a and not b`.
    while (left != null && (take("and") || peek("not"))) {
      Predicate<String> right = not();
      left = right == null ? null : left.and(right);
    }
    return left;
  }

  private @Nullable Predicate<String> not() {
    if (++depth > DEPTH_MAX) {
      return null;
    }
    Predicate<String> found;
    if (take("not")) {
      Predicate<String> inner = not();
      found = inner == null ? null : inner.negate();
    } else {
      found = term();
    }
    depth--;
    return found;
  }

  private @Nullable Predicate<String> term() {
    if (take("(")) {
      Predicate<String> inner = or();
      return inner != null && take(")") ? inner : null;
    }
    if (next == words.size()) {
      return null;
    }
    String word = words.get(next++);
    return switch (word) {
      case "and", "or", ")" -> null;
      default -> matcher(word);
    };
  }

  private static @Nullable Predicate<String> matcher(String word) {
    if (word.length() > 2 && word.charAt(1) == '@') {
      String rest = word.substring(2);
      return switch (word.charAt(0)) {
        case 'L' -> TargetPrefilter.list(rest);
        case 'E' -> PythonPattern.of(rest).orElse(null);
        case 'G', 'P', 'I', 'J', 'N', 'S', 'R' -> null;
        default -> TargetPrefilter.glob(word);
      };
    }
    // `G`, `P`, `I` and `J` may have a delimiter of their own before the `@`.
    boolean delimited =
        word.length() > 3 && word.charAt(2) == '@' && "GPIJ".indexOf(word.charAt(0)) >= 0;
    return delimited ? null : TargetPrefilter.glob(word);
  }

  private boolean peek(String word) {
    return next < words.size() && words.get(next).equals(word);
  }

  private boolean take(String word) {
    boolean there = peek(word);
    next += there ? 1 : 0;
    return there;
  }
}
