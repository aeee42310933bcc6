package dev.saltern.lookup;

import dev.saltern.job.Glob;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The parameters of a request as texts, checked: each is one there is, none is too long, `failed`
/// and `all` are true or false, `since` and `until` are times, `limit` is a number in its bounds.
/// Immutable.
///
/// @param list what is asked for, which a page token is bound to
/// @param texts the parameters as given, without empty ones; a flag is `true` or not there
record Parameters(String list, Map<String, String> texts, TimeRange range, int limit) {
  private static final int TEXT_MAX = 255;
  private static final List<String> FLAGS = List.of("failed", "all");

  Parameters {
    texts = Map.copyOf(texts);
  }

  /// A parameter with an empty text is as good as none: a form sends those.
  static Parameters parse(String list, List<String> names, Map<String, String> given, Clock clock)
      throws BadFilterException {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, String> entry : given.entrySet()) {
      String name = entry.getKey();
      if (!names.contains(name)) {
        throw new BadFilterException(
            Excerpt.of(name), "no such parameter; there are " + String.join(", ", names));
      }
      if (entry.getValue().length() > TEXT_MAX) {
        throw new BadFilterException(name, "expected at most " + TEXT_MAX + " characters");
      }
      if (!entry.getValue().isBlank()) {
        texts.put(name, entry.getValue().strip());
      }
    }
    TimeRange range =
        TimeRange.parse(
            Optional.ofNullable(texts.get("since")),
            Optional.ofNullable(texts.get("until")),
            clock);
    int limit = limit(Optional.ofNullable(texts.get("limit")));
    for (String flag : FLAGS) {
      flag(flag, texts);
    }
    return new Parameters(list, texts, range, limit);
  }

  /// The filters spelled in one way, without the page's size: what a page token is bound to.
  String canonical() {
    return canonical(list, texts);
  }

  static String canonical(String list, Map<String, String> texts) {
    return new TreeMap<>(texts)
        .entrySet().stream()
            .filter(e -> !e.getKey().equals("limit"))
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining("\n", list + "\n", ""));
  }

  Optional<String> text(String parameter) {
    return Optional.ofNullable(texts.get(parameter));
  }

  Optional<Glob> glob(String parameter) {
    return text(parameter).map(Glob::new);
  }

  boolean is(String flag) {
    return texts.containsKey(flag);
  }

  /// The one of the enum's constants that a parameter names in lower case.
  <E extends Enum<E>> Optional<E> oneOf(String parameter, Class<E> type) throws BadFilterException {
    Optional<String> text = text(parameter);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    E[] all = type.getEnumConstants();
    for (E constant : all) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text.get())) {
        return Optional.of(constant);
      }
    }
    String names =
        List.of(all).stream()
            .map(e -> e.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw new BadFilterException(
        parameter, "expected one of " + names + "; found '" + Excerpt.of(text.get()) + "'");
  }

  private static void flag(String name, Map<String, String> given) throws BadFilterException {
    String text = given.get(name);
    if (text == null) {
      return;
    }
    switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on" -> given.put(name, "true");
      case "false", "0", "no", "off" -> given.remove(name);
      default ->
          throw new BadFilterException(
              name, "expected true or false; found '" + Excerpt.of(text) + "'");
    }
  }

  private static int limit(Optional<String> text) throws BadFilterException {
    if (text.isEmpty()) {
      return JobFilter.LIMIT_DEFAULT;
    }
    if (text.get().matches("\\d{1,9}")) {
      int limit = Integer.parseInt(text.get());
      if (limit >= 1 && limit <= JobFilter.LIMIT_MAX) {
        return limit;
      }
    }
    throw new BadFilterException(
        "limit",
        "expected 1 to " + JobFilter.LIMIT_MAX + "; found '" + Excerpt.of(text.get()) + "'");
  }
}
