package dev.saltern.lookup.cli;

/// Text from minions, made harmless for a terminal: whatever could drive it (ESC, the C0 and C1
/// control characters, the characters that reorder a line) becomes `?`. Line feeds and tabs stay.
public final class TerminalText {
  private TerminalText() {}

  public static String safe(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i))) {
        return replaced(text);
      }
    }
    return text;
  }

  /// As [#safe], for what must stay on one line.
  public static String oneLine(String text) {
    return safe(text).replace('\n', ' ').replace('\t', ' ');
  }

  private static String replaced(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      safe.append(isControl(c) ? '?' : c);
    }
    return safe.toString();
  }

  private static boolean isControl(char c) {
    boolean reorders = (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
    return (Character.isISOControl(c) && c != '\n' && c != '\t') || reorders;
  }
}
