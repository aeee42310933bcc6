package dev.saltern.lookup.rest;

import dev.saltern.lookup.BadFilterException;
import io.helidon.common.uri.UriQuery;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The query of a request: each parameter known and given once. Immutable.
record Parameters(Map<String, String> texts) {
  private static final int SHOWN_MAX = 60;

  Parameters {
    texts = Map.copyOf(texts);
  }

  /// The parameters of a query.
  ///
  /// @param known the names there are
  static Parameters of(UriQuery query, Collection<String> known) throws ProblemException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : query.names()) {
      if (!known.contains(name)) {
        throw unknown(name, known);
      }
      List<String> values = query.all(name, List::of);
      if (values.size() > 1) {
        throw new ProblemException(
            Problem.badParameter(name, "expected it once; found it " + values.size() + " times"));
      }
      texts.put(name, values.isEmpty() ? "" : values.getFirst());
    }
    return new Parameters(texts);
  }

  /// The text of one; nothing where it is missing or empty.
  Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name)).filter(t -> !t.isBlank());
  }

  /// All but one.
  Map<String, String> without(String name) {
    Map<String, String> rest = new LinkedHashMap<>(texts);
    rest.remove(name);
    return rest;
  }

  /// Whether the text of a flag says yes; an empty one says no.
  static boolean flag(String name, String text) throws BadFilterException {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on" -> true;
      case "", "false", "0", "no", "off" -> false;
      default ->
          throw new BadFilterException(name, "expected true or false; found '" + shown(text) + "'");
    };
  }

  private static ProblemException unknown(String name, Collection<String> known) {
    String shown = shown(name);
    String detail =
        known.stream()
            .min(Comparator.comparingInt(k -> distance(k, shown)))
            .map(nearest -> "no such parameter; did you mean " + nearest + "?")
            .orElse("no such parameter; there is none here");
    return new ProblemException(Problem.badParameter(shown, detail));
  }

  /// A little of what was sent, without control characters.
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN_MAX)
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return shown.toString();
  }

  /// How many characters to change, add or drop.
  private static int distance(String a, String b) {
    int[] row = IntStream.rangeClosed(0, b.length()).toArray();
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
