package dev.saltern.lookup.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The options of following a job: of `follow` and `run`.
public final class FollowOptions {
  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "Stop after this time, e.g. 90, 90s, 10m or 1h (default: once every node has said that"
              + " nothing more is to come).")
  private @Nullable Duration timeout;

  @Option(
      names = "--min-percent",
      paramLabel = "N",
      description =
          "Exit with 0 where at least N %% of the expected minions returned well (default: all of"
              + " them).")
  private int minPercent = 100;

  /// When to stop at the latest.
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /// How many of a hundred minions must have returned well.
  ///
  /// @throws IllegalArgumentException where it is no percentage
  public int minPercent() {
    if (minPercent < 0 || minPercent > 100) {
      throw new IllegalArgumentException("--min-percent: expected 0 to 100, found " + minPercent);
    }
    return minPercent;
  }

  /// Takes seconds, or a number with s, m or h.
  static final class TimeConverter implements ITypeConverter<Duration> {
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})([smh]?)");

    @Override
    public Duration convert(String text) {
      Matcher time = TIME.matcher(text);
      if (!time.matches()) {
        throw new TypeConversionException(
            "expected a time such as 90, 90s, 10m or 1h, found '%s'".formatted(text));
      }
      long count = Long.parseLong(time.group(1));
      return switch (time.group(2)) {
        case "h" -> Duration.ofHours(count);
        case "m" -> Duration.ofMinutes(count);
        default -> Duration.ofSeconds(count);
      };
    }
  }
}
