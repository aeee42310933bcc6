package dev.saltern.lookup.web;

/// Text from minions for a page: escaping is the template's business; what is left are characters
/// that a page should not have at all (C0 and C1 controls) or that reorder a line. They become `?`,
/// as on the command line. Line feeds and tabs stay.
final class PlainText {
  private PlainText() {}

  static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i))) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain.append(isControl(c) ? '?' : c);
    }
    return plain.toString();
  }

  private static boolean isControl(char c) {
    boolean reorders = (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
    return (Character.isISOControl(c) && c != '\n' && c != '\t') || reorders;
  }
}
