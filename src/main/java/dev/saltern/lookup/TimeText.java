package dev.saltern.lookup;

import dev.saltern.job.Jid;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A point in time as people type it. What names no zone is UTC, as jids are.
final class TimeText {
  /// What is taken, for messages.
  static final String FORMS =
      "a time such as 2026-11-24, 2026-11-24T12:00:00Z, 2h, 3d, today, yesterday, now or a jid";

  private static final int TEXT_MAX = 64;

  /// What a jid can say.
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");
  private static final Duration AGO_MAX = Duration.ofDays(3_653);
  private static final Pattern AGO = Pattern.compile("(\\d{1,9})(w|d|h|m|s)");
  private static final DateTimeFormatter SALT =
      DateTimeFormatter.ofPattern("uuuu, MMM dd HH:mm:ss.SSSSSS", Locale.ENGLISH);
  private static final List<Function<String, Instant>> ABSOLUTE =
      List.of(
          text -> OffsetDateTime.parse(text).toInstant(),
          text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
          text -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC),
          text -> LocalDateTime.parse(text, SALT).toInstant(ZoneOffset.UTC));

  private TimeText() {}

  /// The time `text` means at `clock`'s now; nothing where it means none.
  static Optional<Instant> parse(String text, Clock clock) {
    String trimmed = text.strip();
    if (trimmed.length() > TEXT_MAX) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Instant today = now.truncatedTo(ChronoUnit.DAYS);
    return switch (trimmed.toLowerCase(Locale.ROOT)) {
      case "now" -> Optional.of(now);
      case "today" -> Optional.of(today);
      case "yesterday" -> Optional.of(today.minus(1, ChronoUnit.DAYS));
      case String word ->
          ago(word)
              .map(now::minus)
              .or(() -> Jid.parse(trimmed).flatMap(Jid::startTime))
              .or(() -> absolute(trimmed));
    };
  }

  /// `2h`, `3d`, `1d12h`, also with `ago` behind.
  private static Optional<Duration> ago(String word) {
    String spans = word.replaceFirst("\\s*ago$", "").replace(" ", "");
    Matcher span = AGO.matcher(spans);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (end < spans.length() && span.find(end) && span.start() == end) {
      sum = sum.plus(length(Long.parseLong(span.group(1)), span.group(2)));
      end = span.end();
    }
    boolean whole = end > 0 && end == spans.length();
    return whole && sum.compareTo(AGO_MAX) <= 0 ? Optional.of(sum) : Optional.empty();
  }

  private static Duration length(long count, String unit) {
    return switch (unit) {
      case "w" -> Duration.ofDays(count * 7);
      case "d" -> Duration.ofDays(count);
      case "h" -> Duration.ofHours(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofSeconds(count);
    };
  }

  private static Optional<Instant> absolute(String text) {
    // A space between date and time, as people and SQL write it, is as good as the T.
    String iso = text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T");
    for (Function<String, Instant> form : ABSOLUTE) {
      try {
        Instant time = form.apply(iso);
        return time.isBefore(EARLIEST) || time.isAfter(LATEST)
            ? Optional.empty()
            : Optional.of(time);
      } catch (DateTimeException _) {
        // not in this form; the next one may fit
      }
    }
    return Optional.empty();
  }
}
