package dev.saltern.lookup.rest;

import dev.saltern.job.Data;
import dev.saltern.jobcache.EventLookup.StoredEvent;
import dev.saltern.jobcache.JobDetail;
import dev.saltern.jobcache.JobLookup;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.MinionLookup.Answered;
import dev.saltern.jobcache.MinionLookup.Highstate;
import dev.saltern.jobcache.MinionLookup.Minion;
import dev.saltern.jobcache.MinionLookup.Unanswered;
import dev.saltern.jobcache.NodeLookup.Node;
import dev.saltern.lookup.JobFields;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The records of what [JobFields] has none for, in the same manner; the OpenAPI file describes
/// them.
final class RestFields {
  private RestFields() {}

  /// A job of a list.
  static Data.Dict job(JobSummary job) {
    JobSummary.Progress progress = job.progress();
    return JobFields.of(job)
        .with("complete", progress.complete().<Data>map(Data.Bool::new).orElse(Data.Nil.NIL))
        .with("last_stored", time(progress.lastStored()));
  }

  /// A job by itself.
  static Data.Dict detail(JobDetail job) {
    return job(job.summary())
        .with("internal", Data.of(job.internal()))
        .with("mom", Data.of(job.mom()))
        .with("nodes", Data.of(job.nodes().stream().map(RestFields::atNode).toList()))
        .with("disputed", Data.of(job.disputed().stream().map(RestFields::disputed).toList()));
  }

  private static Data.Dict disputed(JobLookup.Disputed disputed) {
    return Data.dict(
        "minion", disputed.minion(),
        "unverified", disputed.doubt().unverified(),
        "other_answers", disputed.doubt().others());
  }

  private static Data.Dict atNode(JobDetail.AtNode at) {
    return Data.dict(
        "node", at.node(),
        "expected", at.expected(),
        "missing", at.missing(),
        "complete", at.complete(),
        "asked", time(at.asked()));
  }

  static Data.Dict minion(Minion minion) {
    return Data.dict(
        "minion", minion.id(),
        "last", answered(minion.last()),
        "highstate", minion.highstate().<Data>map(RestFields::highstate).orElse(Data.Nil.NIL));
  }

  static Data.Dict answered(Answered answered) {
    return Data.dict(
        "jid", answered.jid(),
        "started", time(answered.jid().startTime()),
        "fun", answered.fun(),
        "state", answered.failed() ? "failed" : "ok",
        "retcode", answered.retcode().<Data>map(Data.Int::new).orElse(Data.Nil.NIL),
        "stored_at", answered.storedAt().toString(),
        "node", answered.node());
  }

  static Data.Dict highstate(Highstate run) {
    return Data.dict(
        "jid", run.jid(),
        "fun", run.fun(),
        "state", run.outcome().name().toLowerCase(java.util.Locale.ROOT),
        "states", run.states(),
        "ok", run.ok(),
        "changed", run.changed(),
        "failed", run.failed(),
        "pending", run.pending(),
        "skipped", run.skipped(),
        "milliseconds", run.millis().doubleValue());
  }

  static Data.Dict unanswered(Unanswered job) {
    return Data.dict(
        "jid", job.jid(),
        "started", time(job.jid().startTime()),
        "fun", job.fun(),
        "node", job.node(),
        "asked",
            job.state()
                .<Data>map(s -> new Data.Text(s.name().toLowerCase(java.util.Locale.ROOT)))
                .orElse(Data.Nil.NIL));
  }

  static Data.Dict event(StoredEvent event) {
    return Data.dict(
        "id", event.id(),
        "tag", event.tag(),
        "stamp", event.stamp().toString(),
        "master", event.masterId(),
        "node", event.node(),
        "data", event.data());
  }

  static Data.Dict node(Node node) {
    return Data.dict(
        "node", node.name(),
        "version", node.version(),
        "started", node.started().toString(),
        "seen", node.seen().toString(),
        "seen_seconds_ago", seconds(node.age()),
        "tapped", node.tapped(),
        "moms", node.moms(),
        "moms_connected", node.momsConnected(),
        "backlog",
            Data.dict(
                "records", node.spool().records(),
                "oldest", time(node.spool().oldest()),
                "bytes", node.spool().bytes(),
                "dead", node.spool().dead()));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static Data time(Optional<Instant> time) {
    return time.<Data>map(t -> new Data.Text(t.toString())).orElse(Data.Nil.NIL);
  }
}
