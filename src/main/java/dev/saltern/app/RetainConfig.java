package dev.saltern.app;

import dev.saltern.job.Glob;
import dev.saltern.jobcache.mysql.RetainRules;
import dev.saltern.jobcache.mysql.RetainRules.Ended;
import dev.saltern.jobcache.mysql.RetainRules.JobClass;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What `retain.*` says.
final class RetainConfig {
  private RetainConfig() {}

  /// @throws IllegalArgumentException that names the key and what it expects
  static RetainRules of(ConfigValues values) {
    List<JobClass> classes =
        values.list(ConfigKey.RETAIN_CLASSES).stream().map(RetainConfig::jobClass).toList();
    return new RetainRules(
        classes,
        values.duration(ConfigKey.RETAIN_DEFAULT),
        new RetainRules.Others(
            values.duration(ConfigKey.RETAIN_EVENTS),
            values.duration(ConfigKey.RETAIN_GAPS),
            values.duration(ConfigKey.RETAIN_RUNNING)),
        values.bool(ConfigKey.RETAIN_ARCHIVE));
  }

  private static JobClass jobClass(String text) {
    String[] words = text.split("\\s+", -1);
    if (words.length == 4 && words[2].matches("any|ok|failed")) {
      Optional<Duration> keep = ConfigValues.time(words[3]);
      if (keep.isPresent()) {
        Ended ended = Ended.valueOf(words[2].toUpperCase(Locale.ROOT));
        return new JobClass(words[0], new Glob(words[1]), ended, keep.get());
      }
    }
    throw new IllegalArgumentException(
        "retain.classes: expected NAME FUNCTION-GLOB any|ok|failed TIME,"
            + " such as 'ping test.ping any 1d', found '"
            + text
            + "'");
  }
}
