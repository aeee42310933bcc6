package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobLookup.Missing;
import dev.saltern.jobcache.MinionLookup.Answered;
import dev.saltern.jobcache.MinionLookup.Highstate;
import dev.saltern.jobcache.MinionLookup.Minion;
import dev.saltern.jobcache.MinionLookup.Unanswered;
import dev.saltern.jobcache.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Minions, their returns, state runs and silences as flat records.
final class MinionFields {
  static final RecordShape MINION =
      RecordShape.of(
          "minion",
          List.of("minion", "state", "started", "jid", "fun", "highstate", "highstate_started"),
          List.of("retcode", "stored_at", "node", "highstate_jid", "states", "changed", "failed"));

  static final RecordShape ANSWERED =
      RecordShape.of(
          "jid",
          List.of("started", "jid", "fun", "state", "retcode"),
          List.of("stored_at", "node"));

  static final RecordShape HIGHSTATE =
      RecordShape.of(
          "jid",
          List.of(
              "started",
              "jid",
              "fun",
              "state",
              "states",
              "ok",
              "changed",
              "failed",
              "pending",
              "skipped",
              "duration_ms"),
          List.of());

  static final RecordShape UNANSWERED =
      RecordShape.of("jid", List.of("started", "jid", "fun", "node", "reason"), List.of());

  private MinionFields() {}

  static Data.Dict of(Minion minion) {
    Data.Dict fields =
        Data.dict("minion", minion.id()).with("state", state(minion.last().failed()));
    for (var entry : of(minion.last()).entries().entrySet()) {
      fields = fields.with(entry.getKey().asText().orElseThrow(), entry.getValue());
    }
    if (minion.highstate().isPresent()) {
      Highstate run = minion.highstate().get();
      fields =
          fields
              .with("highstate", state(run.outcome() == Outcome.FAILED))
              .with("highstate_started", started(run.jid()))
              .with("highstate_jid", Data.of(run.jid()))
              .with("states", Data.of(run.states()))
              .with("changed", Data.of(run.changed()))
              .with("failed", Data.of(run.failed()));
    }
    return fields;
  }

  static Data.Dict of(Answered answered) {
    return Data.dict(
        "started", started(answered.jid()),
        "jid", answered.jid(),
        "fun", answered.fun(),
        "state", state(answered.failed()),
        "retcode", answered.retcode().<Data>map(Data.Int::new).orElse(Data.Nil.NIL),
        "stored_at", answered.storedAt().toString(),
        "node", answered.node());
  }

  static Data.Dict of(Highstate run) {
    return Data.dict(
        "started", started(run.jid()),
        "jid", run.jid(),
        "fun", run.fun(),
        "state", state(run.outcome() == Outcome.FAILED),
        "states", run.states(),
        "ok", run.ok(),
        "changed", run.changed(),
        "failed", run.failed(),
        "pending", run.pending(),
        "skipped", run.skipped(),
        "duration_ms", run.millis().doubleValue());
  }

  static Data.Dict of(MinionId minion, Unanswered job) {
    return Data.dict(
        "started", started(job.jid()),
        "jid", job.jid(),
        "fun", job.fun(),
        "node", job.node(),
        "reason", new Missing(minion, job.node(), job.state()).reason());
  }

  /// A state run in a sentence, for people.
  static String told(Highstate run) {
    return "last state run %s: %s %s, %d states: %d ok, %d changed, %d failed, %d pending, %d skipped"
        .formatted(
            run.jid(),
            TerminalText.oneLine(run.fun()),
            run.outcome().name().toLowerCase(Locale.ROOT),
            run.states(),
            run.ok(),
            run.changed(),
            run.failed(),
            run.pending(),
            run.skipped());
  }

  private static Data state(boolean failed) {
    return new Data.Text(failed ? "failed" : "ok");
  }

  private static Data started(Jid jid) {
    Optional<Data> time = jid.startTime().map(t -> new Data.Text(t.toString()));
    return time.orElse(Data.Nil.NIL);
  }
}
