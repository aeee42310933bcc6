package dev.saltern.localmaster;

import dev.saltern.job.Data;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Typed values out of settings. A value of the wrong kind becomes a [Problem] and reads as its
/// default, so that one pass finds them all; each value read is noted with its origin. A key with
/// nothing behind it counts as not set. Confined to one call.
final class SettingReader {
  private final Map<String, Setting> settings;
  private final List<Problem> problems;
  private final Map<String, Entry> entries;

  SettingReader(Map<String, Setting> settings, List<Problem> problems, Map<String, Entry> entries) {
    this.settings = settings;
    this.problems = problems;
    this.entries = entries;
  }

  boolean has(String key) {
    return find(key).isPresent();
  }

  String text(String key, String orElse) {
    return note(key, text(key).orElse(orElse));
  }

  /// A text that is never noted with its value.
  String secret(String key, String orElse) {
    String value = text(key).orElse(orElse);
    note(key, value.isEmpty() ? "" : "***");
    return value;
  }

  private Optional<String> text(String key) {
    return find(key).flatMap(s -> textOf(s, s.value()));
  }

  boolean flag(String key, boolean orElse) {
    Optional<Setting> setting = find(key);
    Optional<Boolean> value = setting.flatMap(s -> flagOf(s.value()));
    if (setting.isPresent() && value.isEmpty()) {
      problem(setting.get(), "true or false");
    }
    return note(key, value.orElse(orElse));
  }

  /// A whole number; as Salt does, one that stands in quotes is taken as well.
  int whole(String key, int orElse, int min, int max) {
    Optional<Setting> setting = find(key);
    Optional<Long> value =
        setting.flatMap(s -> wholeOf(s.value())).filter(v -> v >= min && v <= max);
    if (setting.isPresent() && value.isEmpty()) {
      problem(setting.get(), "a whole number from " + min + " to " + max);
    }
    return note(key, value.map(Long::intValue).orElse(orElse));
  }

  int port(String key, int orElse) {
    return whole(key, orElse, 1, 65_535);
  }

  /// A number of seconds, possibly with a fraction.
  Duration seconds(String key, double orElse) {
    Optional<Setting> setting = find(key);
    Optional<Double> value =
        setting.flatMap(s -> realOf(s.value())).filter(v -> v >= 0 && v <= 1e9);
    if (setting.isPresent() && value.isEmpty()) {
      problem(setting.get(), "a number of seconds, 0 or more");
    }
    Duration duration = Duration.ofMillis(Math.round(value.orElse(orElse) * 1000));
    note(key, shown(duration));
    return duration;
  }

  /// One of a few words; case does not matter.
  <T> T oneOf(String key, T orElse, Map<String, T> words) {
    Optional<Setting> setting = find(key);
    Optional<T> value = setting.flatMap(s -> s.value().asText()).flatMap(w -> pick(words, w));
    if (setting.isPresent() && value.isEmpty()) {
      problem(setting.get(), words.keySet().stream().sorted().collect(Collectors.joining(" or ")));
    }
    T chosen = value.orElse(orElse);
    String word =
        words.entrySet().stream()
            .filter(e -> e.getValue().equals(chosen))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(chosen.toString());
    note(key, word);
    return chosen;
  }

  /// A list of texts; one text stands for a list of one.
  List<String> texts(String key) {
    var values = new ArrayList<String>();
    find(key)
        .ifPresent(
            s -> {
              List<Data> items =
                  s.value() instanceof Data.Seq(var list) ? list : List.of(s.value());
              items.forEach(item -> textOf(s, item).ifPresent(values::add));
            });
    note(key, String.join(", ", values));
    return List.copyOf(values);
  }

  /// Says that the value under `key` is not what was expected.
  void problem(String key, String message) {
    problems.add(new Problem(origin(key).toString(), key, message));
  }

  /// Where the value under `key` comes from.
  Origin origin(String key) {
    return find(key).map(Setting::origin).orElse(Origin.DEFAULT);
  }

  /// Notes what was taken for a key from somewhere else than a setting.
  void note(String key, String value, Origin origin) {
    entries.put(key, new Entry(key, value, origin));
  }

  private <T> T note(String key, T value) {
    note(key, value.toString(), origin(key));
    return value;
  }

  private Optional<Setting> find(String key) {
    Setting setting = settings.get(key);
    return setting == null || setting.value() instanceof Data.Nil
        ? Optional.empty()
        : Optional.of(setting);
  }

  private Optional<String> textOf(Setting setting, Data value) {
    Optional<String> text =
        switch (value) {
          case Data.Text(String s) -> Optional.of(s);
          // An id or a password of digits only is text to whoever wrote it.
          case Data.Int(long l) -> Optional.of(Long.toString(l));
          case Data.BigInt(var big) -> Optional.of(big.toString());
          case Data.Real(double d) -> Optional.of(Double.toString(d));
          case Data.Nil _, Data.Bool _, Data.Bytes _ -> Optional.empty();
          case Data.Seq _, Data.Dict _, Data.Ext _ -> Optional.empty();
        };
    if (text.isEmpty()) {
      problem(setting, "text");
    } else if (text.get().startsWith("sdb://")) {
      problems.add(
          new Problem(
              setting.origin().toString(),
              setting.key(),
              "sdb:// values are resolved by Salt only; give this one to Saltern itself"));
    }
    return text;
  }

  private void problem(Setting setting, String expected) {
    problems.add(
        new Problem(
            setting.origin().toString(),
            setting.key(),
            "expected " + expected + ", found " + kind(setting.value())));
  }

  private static <T> Optional<T> pick(Map<String, T> words, String word) {
    return words.entrySet().stream()
        .filter(e -> e.getKey().equalsIgnoreCase(word))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Optional<Boolean> flagOf(Data value) {
    return value instanceof Data.Bool(boolean b) ? Optional.of(b) : Optional.empty();
  }

  private static Optional<Long> wholeOf(Data value) {
    return value.asLong().or(() -> value.asText().flatMap(SettingReader::parsed));
  }

  private static Optional<Double> realOf(Data value) {
    return value instanceof Data.Real(double d)
        ? Optional.of(d)
        : wholeOf(value).map(Long::doubleValue);
  }

  private static Optional<Long> parsed(String text) {
    return text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private static String shown(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? Long.toString(duration.toSeconds())
        : Double.toString(duration.toMillis() / 1000.0);
  }

  private static String kind(Data value) {
    return switch (value) {
      case Data.Text(String s) -> "'" + (s.length() > 80 ? s.substring(0, 80) + ".." : s) + "'";
      case Data.Int(long l) -> Long.toString(l);
      case Data.Real(double d) -> Double.toString(d);
      case Data.Bool(boolean b) -> Boolean.toString(b);
      case Data.BigInt(var big) -> big.toString();
      case Data.Seq _ -> "a list";
      case Data.Dict _ -> "a map";
      case Data.Nil _, Data.Bytes _, Data.Ext _ -> "no such value";
    };
  }
}
