package dev.saltern.relay;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression that Python and Java read alike, matched from the start of an id as
/// Python's `re.match` does. Anything that might differ (look-around, flags, back references,
/// possessive quantifiers, sets in sets, what is not ASCII) is not one. Immutable.
final class PythonPattern implements Predicate<String> {
  private static final int LENGTH_MAX = 1000;

  /// The most characters looked at for one id: a pattern that goes back and forth without end must
  /// not hold up the jobs behind it.
  private static final int STEPS_MAX = 100_000;

  /// A pattern took more steps than it may.
  static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLongException() {
      super("a pattern took more than " + STEPS_MAX + " steps", null, false, false);
    }
  }

  /// One step: a group or its end, an alternative, an anchor, any character, a literal, a known
  /// class, or a set of such; each with at most one quantifier, which may be lazy.
  private static final Pattern COMMON =
      Pattern.compile(
          """
          (?x) (?:
            (?: \\((?:\\?:)?                                       # a group opens
              | [|^$]
              | (?: \\)                                            # a group ends
                  | [.]
                  | [A-Za-z0-9_\\-@=:;,<>!%&~`'"/\\ ]              # itself
                  | \\\\[dDwW]                                     # a class
                  | \\\\[.\\-\\\\*+?()\\[\\]{}|^$/]                # an escaped sign
                  | \\[\\^? (?: [A-Za-z0-9_.@] (?:-[A-Za-z0-9])? | \\\\[dw.\\-] )+ -? \\]
                )
                (?: (?: [*+?] | \\{\\d{1,3}(?:,\\d{0,3})?\\} ) \\?? (?![*+?{]) )?
            )
          )*+
          """);

  private final Pattern pattern;

  private PythonPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /// The pattern; nothing where it is none that both read alike.
  static Optional<Predicate<String>> of(String text) {
    if (text.length() > LENGTH_MAX || !COMMON.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PythonPattern(Pattern.compile(text)));
    } catch (PatternSyntaxException _) {
      return Optional.empty();
    }
  }

  @Override
  public boolean test(String id) {
    // What \w and \d are beyond ASCII is not the same in both.
    return !id.chars().allMatch(c -> c < 0x80)
        || pattern.matcher(new Counted(id, new int[1])).lookingAt();
  }

  /// A text that counts how often it is looked at.
  private record Counted(String text, int[] steps) implements CharSequence {
    @Override
    public char charAt(int index) {
      if (++steps[0] > STEPS_MAX) {
        throw new TooLongException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.substring(start, end), steps);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
