package dev.saltern.lookup;

import java.util.regex.Pattern;

/// A shell-style pattern as Salt's glob targets are: `*`, `?`, `[abc]`, `[a-f]`, `[!abc]`; case
/// matters. Immutable.
public final class Glob {
  private final String text;
  private final Pattern pattern;

  public Glob(String text) {
    this.text = text;
    this.pattern = Pattern.compile(regex(text), Pattern.DOTALL);
  }

  /// The pattern as typed.
  public String text() {
    return text;
  }

  /// Whether all of `name` matches.
  public boolean matches(String name) {
    return pattern.matcher(name).matches();
  }

  @Override
  public String toString() {
    return text;
  }

  private static String regex(String glob) {
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < glob.length()) {
      char c = glob.charAt(i);
      int end = c == '[' ? glob.indexOf(']', i + (glob.startsWith("[!", i) ? 3 : 2)) : -1;
      if (c == '*') {
        // Possessive neighbours of a lazy star keep `*a*a*a*b` from taking for ever.
        regex.append(regex.toString().endsWith(".*") ? "" : ".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (end > 0) {
        regex.append(set(glob.substring(i + 1, end)));
        i = end;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
      i++;
    }
    return regex.toString();
  }

  /// The characters between the brackets; a range whose ends are the wrong way round has none.
  private static String set(String body) {
    boolean not = body.startsWith("!");
    String members = not ? body.substring(1) : body;
    StringBuilder set = new StringBuilder();
    int i = 0;
    while (i < members.length()) {
      boolean range = i + 2 < members.length() && members.charAt(i + 1) == '-';
      char first = members.charAt(i);
      char last = range ? members.charAt(i + 2) : first;
      if (first <= last) {
        set.append(String.format("\\x{%x}-\\x{%x}", (int) first, (int) last));
      }
      i += range ? 3 : 1;
    }
    if (set.isEmpty()) {
      return not ? "." : "(?!)";
    }
    return (not ? "[^" : "[") + set + "]";
  }
}
