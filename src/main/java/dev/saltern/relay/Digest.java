package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Glob;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/// What a MoM is told of a job whose returns do not all go up to it: counts, as an event
/// `salt/job/<jid>/syndic/<syndic id>/progress`, while they change and once at the end.
///
/// A waiting CLI reads every event whose tag begins so: none of the keys `error`, `minions`,
/// `missing`, `return`, `retcode` and `syndic` may be in the data, since it acts on each.
/// Immutable.
public final class Digest {
  /// When it is told, and of which jobs.
  ///
  /// @param every how often at most; zero: never
  /// @param functions globs of functions whose returns all go up
  /// @param minionsMax up to how many expected minions all of a job's returns go up
  /// @param patienceMax from which time to wait all of a job's returns go up
  public record Settings(
      Duration every, List<String> functions, int minionsMax, Duration patienceMax) {
    /// None at all: all returns go up.
    public static final Settings OFF = new Settings(Duration.ZERO, List.of(), 0, Duration.ZERO);

    public Settings {
      functions = List.copyOf(functions);
    }
  }

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

  private final Settings settings;
  private final List<Glob> functions;
  private final String syndicId;

  Digest(Settings settings, String syndicId) {
    this.settings = settings;
    this.functions = settings.functions.stream().map(Glob::new).toList();
    this.syndicId = syndicId;
  }

  /// The event that is due now, where one is.
  Optional<Event> due(OpenJob job, Instant now) {
    return isTold(job) && job.tells(counts(job), now, settings.every)
        ? Optional.of(event(job, false, now))
        : Optional.empty();
  }

  /// The last event of a job.
  Optional<Event> last(OpenJob job, boolean complete, Instant now) {
    return isTold(job) ? Optional.of(event(job, complete, now)) : Optional.empty();
  }

  private boolean isTold(OpenJob job) {
    String fun = job.note().fun();
    return !settings.every.isZero()
        && !job.note().mom().isEmpty()
        && !ReturnPolicy.KIN.contains(fun)
        && job.expected() > settings.minionsMax
        && job.note().patience().compareTo(settings.patienceMax) <= 0
        && functions.stream().noneMatch(glob -> glob.matches(fun));
  }

  private static String counts(OpenJob job) {
    return job.expected() + " " + job.openCount() + " " + job.unsettledCount();
  }

  private Event event(OpenJob job, boolean complete, Instant now) {
    Data.Dict data =
        Data.dict(
            "jid",
            job.jid(),
            "node",
            syndicId,
            "fun",
            job.note().fun(),
            "expected",
            job.expected(),
            "answered",
            job.expected() - job.openCount(),
            "open",
            job.unsettledCount(),
            "silent",
            job.openCount() - job.unsettledCount(),
            "complete",
            complete);
    data = job.failed().isPresent() ? data.with("failed", Data.of(job.failed().get())) : data;
    String stamp = STAMP.format(LocalDateTime.ofInstant(now, ZoneOffset.UTC));
    return new Event(
        OwnTraffic.digest(job.jid(), syndicId), data.with("_stamp", new Data.Text(stamp)));
  }
}
