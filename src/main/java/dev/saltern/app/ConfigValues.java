package dev.saltern.app;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The values of the configuration, each with its origin. Every text in it was checked against its
/// key's kind, so the getters cannot fail. Immutable; `toString` has no secret.
final class ConfigValues {
  /// A value and where it came from: `file:line`, the environment, or `default`.
  record Value(String text, String origin) {}

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "b", 1L, "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30, "tib", 1L << 40);
  private static final Map<String, Long> SECONDS =
      Map.of("", 1L, "s", 1L, "m", 60L, "h", 3600L, "d", 86400L);

  private final Map<ConfigKey, Value> values;

  ConfigValues(Map<ConfigKey, Value> values) {
    this.values = Map.copyOf(values);
  }

  /// What is wrong with a text for a kind; nothing where it fits.
  static Optional<String> problem(ConfigKey.Kind kind, String text) {
    return switch (kind) {
      case TEXT, SECRET, LIST -> Optional.empty();
      case INT -> expect(text.matches("\\d{1,9}"), "a whole number");
      case BOOL -> expect(text.matches("(?i)true|false|yes|no|on|off"), "true or false");
      case BYTES -> expect(amount(text, BYTES).isPresent(), "bytes such as 64MiB or 20GiB");
      case DURATION ->
          expect(amount(text, SECONDS).isPresent(), "a time such as 5s, 10m, 2h or 14d");
      case FORWARD -> expect(text.matches("all|never|watched"), "all, never or watched");
      case STATES -> expect(text.matches("all|changed|none"), "all, changed or none");
    };
  }

  private static Optional<String> expect(boolean fits, String expected) {
    return fits ? Optional.empty() : Optional.of(expected);
  }

  private static Optional<Long> amount(String text, Map<String, Long> units) {
    Matcher m = AMOUNT.matcher(text.strip());
    if (!m.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(units.get(m.group(2).toLowerCase(Locale.ROOT)))
        .filter(unit -> Long.parseLong(m.group(1)) <= Long.MAX_VALUE / unit)
        .map(unit -> Long.parseLong(m.group(1)) * unit);
  }

  /// The value as it stands, where one is set or has a default.
  Optional<Value> get(ConfigKey key) {
    return Optional.ofNullable(values.get(key))
        .or(() -> Optional.of(new Value(key.defaultText(), "default")))
        .filter(v -> !v.text().isEmpty());
  }

  Optional<String> text(ConfigKey key) {
    return get(key).map(Value::text);
  }

  Optional<Integer> integer(ConfigKey key) {
    return text(key).map(Integer::valueOf);
  }

  boolean bool(ConfigKey key) {
    return text(key).map(t -> t.matches("(?i)true|yes|on")).orElse(false);
  }

  long bytes(ConfigKey key) {
    return text(key).flatMap(t -> amount(t, BYTES)).orElse(0L);
  }

  Duration duration(ConfigKey key) {
    return Duration.ofSeconds(text(key).flatMap(t -> amount(t, SECONDS)).orElse(0L));
  }

  /// The time a text is, such as `14d`.
  static Optional<Duration> time(String text) {
    return amount(text, SECONDS).map(Duration::ofSeconds);
  }

  List<String> list(ConfigKey key) {
    return text(key)
        .map(t -> Arrays.stream(t.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList())
        .orElse(List.of());
  }

  /// `key = value (origin)`, a secret as `***`.
  String line(ConfigKey key) {
    return get(key)
        .map(
            v ->
                "%s = %s   (%s)"
                    .formatted(
                        key.key(),
                        key.kind() == ConfigKey.Kind.SECRET ? "***" : v.text(),
                        v.origin()))
        .orElse(key.key() + " is not set");
  }

  @Override
  public String toString() {
    return Arrays.stream(ConfigKey.values()).map(this::line).toList().toString();
  }
}
