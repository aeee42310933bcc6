package dev.saltern.jobcache.mysql;

import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// A glob (`*`, `?`, `[..]`, `[!..]`, as Python's fnmatch has them) as a condition on a column.
/// Only bind values: no text of a user becomes SQL.
final class Globs {
  private static final char ESCAPE = '!';

  private Globs() {}

  static Condition matches(Field<String> column, String glob) {
    if (glob.indexOf('[') >= 0) {
      return regex(glob).map(column::likeRegex).orElseGet(DSL::falseCondition);
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

  /// The regular expression, in what MySQL's and MariaDB's engines have in common. Nothing where a
  /// class has no member, such as `[z-a]`: no text matches.
  private static Optional<String> regex(String glob) {
    StringBuilder pattern = new StringBuilder("^");
    int i = 0;
    while (i < glob.length()) {
      char c = glob.charAt(i);
      int end = c == '[' ? classEnd(glob, i) : -1;
      if (end > 0) {
        String members = members(glob.substring(i + 1, end));
        if (members.isEmpty()) {
          return Optional.empty();
        }
        pattern.append(members);
        i = end + 1;
      } else {
        appendOne(pattern, c);
        i++;
      }
    }
    return Optional.of(pattern.append('$').toString());
  }

  /// Where a class that starts at `start` ends; -1 where `[` stands for itself.
  private static int classEnd(String glob, int start) {
    int first = start + 1;
    if (first < glob.length() && glob.charAt(first) == '!') {
      first++;
    }
    return glob.indexOf(']', first + 1); // a `]` that comes first is one of the class
  }

  /// A class; any character where it excludes none, empty where it has none. A range whose ends are
  /// the wrong way round has no character in it, as in Python.
  private static String members(String text) {
    boolean not = text.startsWith("!");
    StringBuilder members = new StringBuilder();
    int i = not ? 1 : 0;
    while (i < text.length()) {
      boolean range = i + 2 < text.length() && text.charAt(i + 1) == '-';
      char to = range ? text.charAt(i + 2) : text.charAt(i);
      if (text.charAt(i) <= to) {
        appendMember(members, text.charAt(i));
        if (range) {
          members.append('-');
          appendMember(members, to);
        }
      }
      i += range ? 3 : 1;
    }
    if (members.isEmpty()) {
      return not ? "." : "";
    }
    return (not ? "[^" : "[") + members + ']';
  }

  private static void appendMember(StringBuilder members, char c) {
    if (!Character.isLetterOrDigit(c)) {
      members.append('\\');
    }
    members.append(c);
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
