package dev.saltern.lookup.web;

import dev.saltern.job.MinionId;
import dev.saltern.jobcache.MinionLookup.Highstate;
import dev.saltern.jobcache.Outcome;
import java.time.Duration;

/// A minion's state run, counted.
record StateRunLine(
    String href,
    Mark mark,
    String fun,
    Moment started,
    long states,
    long ok,
    long changed,
    long failed,
    long skipped,
    String duration) {
  static StateRunLine of(MinionId minion, Highstate run) {
    return new StateRunLine(
        Links.returned(run.jid(), minion),
        run.outcome() == Outcome.FAILED ? Mark.FAILED : Mark.OK,
        run.fun(),
        Moment.of(run.jid().startTime()),
        run.states(),
        run.ok(),
        run.changed(),
        run.failed(),
        run.skipped(),
        Times.exact(Duration.ofMillis(run.millis().longValue())));
  }
}
