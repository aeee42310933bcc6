package dev.saltern.job;

import java.util.Optional;

/// The id of a minion: a name that is one file name in the master's key directory. No separator, no
/// NUL, no control character, not `.` or `..`. Case matters. Immutable.
///
/// A master takes more than is good to have: `--help`, or text that shows nothing. [#parse], which
/// everything from outside passes, refuses these; the constructor takes them, since a stock writer
/// may have stored them.
public record MinionId(String text) implements Comparable<MinionId> {
  /// The most characters an id may have: a file name, and what the `id` column holds.
  public static final int LENGTH_MAX = 255;

  public MinionId {
    if (!isMinionId(text)) {
      throw new IllegalArgumentException(
          "a minion id is a file name of 1 to 255 characters without separators");
    }
  }

  /// The id that `text` is. Nothing where a master would refuse it, where commands would take it
  /// for an option, and where it has characters that show nothing.
  public static Optional<MinionId> parse(String text) {
    return isMinionId(text) && !text.startsWith("-") && isVisible(text)
        ? Optional.of(new MinionId(text))
        : Optional.empty();
  }

  private static boolean isVisible(String text) {
    return text.codePoints()
        .noneMatch(c -> Character.getType(c) == Character.FORMAT || HiddenCharacters.isHidden(c));
  }

  private static boolean isMinionId(String text) {
    if (text.isEmpty() || text.length() > LENGTH_MAX || text.equals(".") || text.equals("..")) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '\\' || Character.isISOControl(c)) {
        return false;
      }
    }
    return true;
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
