package dev.saltern.lookup.cli;

/// Where YAML goes, and the column it stands at. Texts are folded past [#WIDTH] as libyaml folds
/// them. Confined to one thread.
final class YamlSink {
  private static final int WIDTH = 80;
  private static final String ESCAPED = "\0\u0007\b\t\n\u000b\f\r\u001b\"\\\u0085\u2028\u2029";
  private static final String ESCAPES = "0abtnvfre\"\\NLP";

  private final StringBuilder out = new StringBuilder();
  private final Printer printer;
  private int indent = -1;
  private int column;
  private boolean afterSpace = true;
  private boolean inIndention = true;

  YamlSink(Printer printer) {
    this.printer = printer;
  }

  int indent() {
    return indent;
  }

  void indent(int columns) {
    indent = columns;
  }

  /// Whether nothing but indicators stands on this line yet.
  boolean inIndention() {
    return inIndention;
  }

  /// Hands over what was written so far.
  void drain() throws Printer.ClosedException {
    printer.print(out.toString());
    out.setLength(0);
  }

  /// Goes to a line of its own, at the indent.
  void newLine() {
    int to = Math.max(indent, 0);
    if (!inIndention || column > to || (column == to && !afterSpace)) {
      put('\n');
    }
    while (column < to) {
      put(' ');
    }
    afterSpace = true;
    inIndention = true;
  }

  /// Writes `-`, `?` or `:`, after which a block may follow on the same line where `opens`.
  void indicator(String indicator, boolean spaceBefore, boolean opens) {
    if (spaceBefore && !afterSpace) {
      put(' ');
    }
    indicator.chars().forEach(this::put);
    afterSpace = false;
    inIndention &= opens;
  }

  /// Writes a text that stands for itself: a number, or what [YamlText#PLAIN] says.
  void plain(String text, boolean key) {
    if (!afterSpace && !text.isEmpty()) {
      put(' ');
    }
    boolean space = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      boolean folds = c == ' ' && !key && !space && column > WIDTH && !isSpace(text, i + 1);
      if (folds) {
        newLine();
      } else {
        put(c);
        inIndention = false;
      }
      space = c == ' ';
    }
    endScalar();
  }

  void singleQuoted(String text, boolean key) {
    indicator("'", true, false);
    boolean space = false;
    boolean breaks = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (YamlText.isBreak(c)) {
        if (!breaks && c == '\n') {
          put('\n');
        }
        put(c);
        inIndention = true;
        breaks = true;
        continue;
      }
      boolean inside = i > 0 && i < text.length() - 1;
      if (c == ' ' && !key && !space && inside && column > WIDTH && !isSpace(text, i + 1)) {
        newLine();
      } else {
        if (c != ' ' && breaks) {
          newLine();
        }
        if (c == '\'') {
          put('\'');
        }
        put(c);
        inIndention &= c == ' ';
        breaks &= c == ' ';
      }
      space = c == ' ';
    }
    if (breaks) {
      newLine();
    }
    indicator("'", false, false);
    endScalar();
  }

  void doubleQuoted(String text, boolean key) {
    indicator("\"", true, false);
    boolean space = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      boolean inside = i > 0 && i < text.length() - 1;
      if (!YamlText.isPrintable(c) || YamlText.isBreak(c) || c == '"' || c == '\\') {
        escaped(c);
      } else if (c == ' ' && !key && !space && inside && column > WIDTH) {
        newLine();
        if (isSpace(text, i + 1)) {
          put('\\');
        }
      } else {
        put(c);
      }
      space = c == ' ';
    }
    indicator("\"", false, false);
    endScalar();
  }

  private void escaped(int c) {
    int known = ESCAPED.indexOf(c);
    String escape;
    if (known >= 0) {
      escape = "\\" + ESCAPES.charAt(known);
    } else if (c <= 0xff) {
      escape = String.format("\\x%02X", c);
    } else {
      escape = c <= 0xffff ? String.format("\\u%04X", c) : String.format("\\U%08X", c);
    }
    escape.chars().forEach(this::put);
  }

  private void endScalar() {
    afterSpace = false;
    inIndention = false;
  }

  private void put(int c) {
    out.appendCodePoint(c);
    column = YamlText.isBreak(c) ? 0 : column + 1;
  }

  private static boolean isSpace(String text, int index) {
    return index < text.length() && text.charAt(index) == ' ';
  }
}
