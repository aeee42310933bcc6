package dev.saltern.lookup;

/// What a message may repeat of what someone typed: a little, and without control characters.
final class Excerpt {
  private static final int CHARACTERS_MAX = 60;

  private Excerpt() {}

  static String of(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(CHARACTERS_MAX)
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return text.codePointCount(0, text.length()) > CHARACTERS_MAX
        ? shown.append("..").toString()
        : shown.toString();
  }
}
