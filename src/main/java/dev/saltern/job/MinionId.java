package dev.saltern.job;

import java.util.Optional;

/// The id of a minion, as a master would accept it: a name that is one file name in the master's
/// key directory. No separator, no NUL, no control character, not `.` or `..`. Case matters.
/// Immutable.
public record MinionId(String text) implements Comparable<MinionId> {
  /// The most characters an id may have: a file name, and what the `id` column holds.
  public static final int LENGTH_MAX = 255;

  public MinionId {
    if (!isMinionId(text)) {
      throw new IllegalArgumentException(
          "a minion id is a file name of 1 to 255 characters without separators");
    }
  }

  /// The id that `text` is, or nothing where a master would refuse it.
  public static Optional<MinionId> parse(String text) {
    return isMinionId(text) ? Optional.of(new MinionId(text)) : Optional.empty();
  }

  private static boolean isMinionId(String text) {
    return !text.isEmpty()
        && text.length() <= LENGTH_MAX
        && !text.equals(".")
        && !text.equals("..")
        && text.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
  }

  @Override
  public int compareTo(MinionId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
