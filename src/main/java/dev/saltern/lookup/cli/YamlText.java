package dev.saltern.lookup.cli;

import dev.saltern.job.HiddenCharacters;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// How a text may be written in YAML 1.1 so that it reads back as that text: bare, in single
/// quotes, or only in double quotes. The choice is libyaml's, which Salt prints with.
enum YamlText {
  PLAIN,
  SINGLE_QUOTED,
  DOUBLE_QUOTED;

  private static final int SIMPLE_KEY_BYTES_MAX = 128;
  private static final String INDICATORS = "#,[]{}&*!|>'\"%@`";

  /// What YAML 1.1 takes for something else than text: the patterns of its type repository.
  private static final Pattern OTHER_TYPE =
      Pattern.compile(
          String.join(
              "|",
              "|~|null|Null|NULL|=|<<",
              "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
              "[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+",
              "[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+",
              "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?",
              "[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*",
              "[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)",
              "[0-9]{4}-[0-9]{2}-[0-9]{2}",
              "[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \\t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}"
                  + "(?:\\.[0-9]*)?(?:[ \\t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?"));

  /// How to write `text`.
  static YamlText of(String text) {
    boolean indicator = text.startsWith("---") || text.startsWith("...");
    boolean special = false;
    boolean breaks = false;
    boolean spaceAfterBreak = false;
    boolean spaceBeforeBreak = false;
    int before = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      boolean blankNext = next == text.length() || isBlank(text.codePointAt(next));
      indicator |= isIndicator(c, i == 0, i == 0 || isBlank(before), blankNext);
      special |= !isPrintable(c);
      breaks |= isBreak(c);
      spaceAfterBreak |= c == ' ' && i > 0 && isBreak(before);
      spaceBeforeBreak |= isBreak(c) && i > 0 && before == ' ';
      before = c;
    }
    if (special || spaceBeforeBreak || spaceAfterBreak) {
      return DOUBLE_QUOTED;
    }
    boolean edges =
        !text.isEmpty() && (isSpaceOrBreak(text.codePointAt(0)) || isSpaceOrBreak(before));
    return indicator || breaks || edges || OTHER_TYPE.matcher(text).matches()
        ? SINGLE_QUOTED
        : PLAIN;
  }

  /// Whether a text may be a key with its `:` behind; else it needs a `?` before.
  static boolean isSimpleKey(String text) {
    return text.codePoints().noneMatch(YamlText::isBreak)
        && text.getBytes(StandardCharsets.UTF_8).length <= SIMPLE_KEY_BYTES_MAX;
  }

  static boolean isBreak(int c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  static boolean isPrintable(int c) {
    return c == '\n'
        || (c >= 0x20 && c <= 0x7e)
        || (c >= 0xa0
            && c <= 0xfffd
            && !HiddenCharacters.isHidden(c) // libyaml writes these as they are
            && !(c >= 0xd800 && c <= 0xdfff));
  }

  private static boolean isIndicator(int c, boolean first, boolean blankBefore, boolean blankNext) {
    if (first) {
      return INDICATORS.indexOf(c) >= 0 || ((c == '?' || c == ':' || c == '-') && blankNext);
    }
    return (c == ':' && blankNext) || (c == '#' && blankBefore);
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t' || isBreak(c);
  }

  private static boolean isSpaceOrBreak(int c) {
    return c == ' ' || isBreak(c);
  }
}
