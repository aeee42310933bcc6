package dev.saltern.jobcache.mysql;

import dev.saltern.job.Glob;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// How long what is kept. Immutable.
///
/// @param classes the first that matches a job decides
/// @param rest for jobs that no class matches, and for returns without a job
/// @param others what is no job
/// @param archive whether rows go to the archive tables before they are deleted
public record RetainRules(List<JobClass> classes, Duration rest, Others others, boolean archive) {
  /// The name of the class of jobs that no class matches.
  static final String REST = "default";

  private static final Duration LEAST = Duration.ofHours(1);

  public RetainRules {
    classes = List.copyOf(classes);
    require("retain.default", rest);
    classes.forEach(c -> require("retain.classes: " + c.name(), c.keep()));
    long names = classes.stream().map(JobClass::name).distinct().count();
    if (names < classes.size() || classes.stream().anyMatch(c -> c.name().equals(REST))) {
      throw new IllegalArgumentException(
          "retain.classes: each class needs a name of its own, and none is " + REST);
    }
  }

  /// Which jobs a class takes by how they ended.
  public enum Ended {
    ANY,
    /// No return failed.
    OK,
    /// At least one return failed.
    FAILED
  }

  /// A class of jobs.
  ///
  /// @param fun the function, of a job of several these joined by commas
  /// @param keep how long after it was started
  public record JobClass(String name, Glob fun, Ended ended, Duration keep) {
    boolean takes(String function, boolean failed) {
      boolean fits =
          switch (ended) {
            case ANY -> true;
            case OK -> !failed;
            case FAILED -> failed;
          };
      return fits && fun.matches(function);
    }
  }

  /// How long is kept what is no job.
  ///
  /// @param events how long events are kept, in whole days
  /// @param gaps how long rows of `salt_gaps`
  /// @param running how long a job counts as running after a minion was last found to run it
  public record Others(Duration events, Duration gaps, Duration running) {
    public Others {
      require("retain.events", events);
      require("retain.gaps", gaps);
    }
  }

  private static void require(String key, Duration keep) {
    // Jobs are asked about, and returns come late, for a while: no time at all would race them.
    if (keep.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException(
          key + ": expected at least 1h, found " + keep.toSeconds() + "s");
    }
  }

  JobClass classOf(String fun, boolean failed) {
    return classes.stream()
        .filter(c -> c.takes(fun, failed))
        .findFirst()
        .orElseGet(() -> new JobClass(REST, new Glob("*"), Ended.ANY, rest));
  }

  /// After that no job is kept.
  Duration longest() {
    return keeps().max(Duration::compareTo).orElse(rest);
  }

  /// Before that no job goes.
  Duration shortest() {
    return keeps().min(Duration::compareTo).orElse(rest);
  }

  private Stream<Duration> keeps() {
    return Stream.concat(Stream.of(rest), classes.stream().map(JobClass::keep));
  }
}
