package dev.saltern.lookup.cli;

import dev.saltern.job.HiddenCharacters;

/// Text from minions, made harmless for a terminal: whatever could drive it (ESC, the C0 and C1
/// control characters) or deceive who reads it ([HiddenCharacters]) becomes `?`. Line feeds and
/// tabs stay.
public final class TerminalText {
  private TerminalText() {}

  public static String safe(String text) {
    return HiddenCharacters.replaced(text);
  }

  /// As [#safe], for what must stay on one line.
  public static String oneLine(String text) {
    return safe(text).replace('\n', ' ').replace('\t', ' ');
  }
}
