package dev.saltern.lookup.cli;

import java.util.ArrayList;
import java.util.List;

/// The lines of a text as Python's `splitlines` parts them: at a carriage return, form feed, next
/// line and the like too. An end of line at the very end starts no further line.
final class PythonLines {
  private PythonLines() {}

  static List<String> of(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isBreak(text.charAt(i))) {
        lines.add(text.substring(start, i));
        boolean pair = text.startsWith("\r\n", i);
        i += pair ? 1 : 0;
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  private static boolean isBreak(char c) {
    return switch (c) {
      case '\n', '\r', '\u000b', '\f', '\u001c', '\u001d', '\u001e', '\u0085', '\u2028', '\u2029' ->
          true;
      default -> false;
    };
  }
}
