package dev.saltern.jobcache.mysql;

import org.jooq.Condition;
import org.jooq.Field;

/// A glob (`*`, `?`, `[..]`, `[!..]`, as Python's fnmatch has them) as a condition on a column.
/// Only bind values: no text of a user becomes SQL.
final class Globs {
  private static final char ESCAPE = '!';

  private Globs() {}

  static Condition matches(Field<String> column, String glob) {
    if (glob.indexOf('[') >= 0) {
      return column.likeRegex(regex(glob));
    }
    if (glob.indexOf('*') < 0 && glob.indexOf('?') < 0) {
      return column.eq(glob);
    }
    return column.like(like(glob), ESCAPE);
  }

  private static String like(String glob) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> pattern.append('%');
        case '?' -> pattern.append('_');
        case '%', '_', ESCAPE -> pattern.append(ESCAPE).append(c);
        default -> pattern.append(c);
      }
    }
    return pattern.toString();
  }

  /// The regular expression, in what MySQL's and MariaDB's engines have in common.
  private static String regex(String glob) {
    StringBuilder pattern = new StringBuilder("^");
    int i = 0;
    while (i < glob.length()) {
      char c = glob.charAt(i);
      int end = c == '[' ? classEnd(glob, i) : -1;
      if (end > 0) {
        appendClass(pattern, glob.substring(i + 1, end));
        i = end + 1;
      } else {
        appendOne(pattern, c);
        i++;
      }
    }
    return pattern.append('$').toString();
  }

  /// Where a class that starts at `start` ends; -1 where `[` stands for itself.
  private static int classEnd(String glob, int start) {
    int first = start + 1;
    if (first < glob.length() && glob.charAt(first) == '!') {
      first++;
    }
    return glob.indexOf(']', first + 1); // a `]` that comes first is one of the class
  }

  private static void appendClass(StringBuilder pattern, String members) {
    pattern.append('[');
    int from = 0;
    if (members.startsWith("!")) {
      pattern.append('^');
      from = 1;
    }
    for (int i = from; i < members.length(); i++) {
      char c = members.charAt(i);
      if (c != '-' && !Character.isLetterOrDigit(c)) {
        pattern.append('\\');
      }
      pattern.append(c);
    }
    pattern.append(']');
  }

  private static void appendOne(StringBuilder pattern, char c) {
    switch (c) {
      case '*' -> pattern.append(".*");
      case '?' -> pattern.append('.');
      default -> {
        if (c < 0x80 && !Character.isLetterOrDigit(c)) {
          pattern.append('\\');
        }
        pattern.append(c);
      }
    }
  }
}
