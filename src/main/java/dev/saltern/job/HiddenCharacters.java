package dev.saltern.job;

/// The characters that show nothing and change how the text around them is shown: those that
/// reorder a line (U+202A to U+202E, U+2066 to U+2069, U+200E, U+200F, U+061C), that end one
/// (U+2028, U+2029), and the invisible ones (U+FEFF, tags). A minion that has them in its answers
/// can make one text look like another.
public final class HiddenCharacters {
  private static final int SOFT_HYPHEN = 0xad;
  private static final int ZERO_WIDTH_SPACE = 0x200b;
  private static final int NON_JOINER = 0x200c;
  private static final int JOINER = 0x200d;

  private HiddenCharacters() {}

  /// Whether this code point is one. The soft hyphen, the zero width space and the two joiners,
  /// which words of some languages and emoji are written with, are not: Salt prints them as they
  /// are.
  public static boolean isHidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      case Character.FORMAT ->
          codePoint != SOFT_HYPHEN
              && codePoint != ZERO_WIDTH_SPACE
              && codePoint != NON_JOINER
              && codePoint != JOINER;
      default -> false;
    };
  }

  /// Whether a text may go to a terminal or a page as it is: it has no control character but line
  /// feeds and tabs, and no hidden one.
  public static boolean isPlain(String text) {
    return text.codePoints().noneMatch(HiddenCharacters::isToBeReplaced);
  }

  /// The text with `?` for each character that is a control or hidden. Line feeds and tabs stay.
  public static String replaced(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints().forEach(c -> plain.appendCodePoint(isToBeReplaced(c) ? '?' : c));
    return plain.toString();
  }

  private static boolean isToBeReplaced(int c) {
    return (Character.isISOControl(c) && c != '\n' && c != '\t') || isHidden(c);
  }
}
