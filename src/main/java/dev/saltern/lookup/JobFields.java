package dev.saltern.lookup;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobLookup.StoredReturn;
import dev.saltern.jobcache.JobSummary;
import java.util.List;

/// Jobs and their minions as flat records under our own names, the same on every surface that is
/// made for programs (`jsonl`, `csv`, REST): times in ISO 8601, jids as text.
public final class JobFields {
  /// The names in a job's record, in order.
  public static final List<String> JOB =
      List.of(
          "jid",
          "started",
          "fun",
          "arg",
          "tgt",
          "tgt_type",
          "user",
          "expected",
          "returned",
          "failed",
          "missing");

  /// The names in a minion's record, in order.
  public static final List<String> ROW =
      List.of(
          "jid",
          "minion",
          "state",
          "fun",
          "retcode",
          "success",
          "return",
          "stored_at",
          "node",
          "reason",
          "doubt");

  private JobFields() {}

  /// The record of a job.
  public static Data.Dict of(JobSummary job) {
    Data.Dict load = job.load();
    return Data.dict(
        "jid", job.jid(),
        "started", started(job.jid()),
        "fun", load.get("fun").orElse(Data.Nil.NIL),
        "arg", load.get("arg").orElse(new Data.Seq(List.of())),
        "tgt", load.get("tgt").orElse(Data.Nil.NIL),
        "tgt_type", load.get("tgt_type").orElse(Data.Nil.NIL),
        "user", load.get("user").orElse(Data.Nil.NIL),
        "expected", job.expected(),
        "returned", job.returned(),
        "failed", job.failed(),
        "missing", job.missing());
  }

  /// The record of a minion: `state` is `ok`, `failed` or `missing`; a missing one has the `node`
  /// that expects it and the `reason`, any other what it returned, and in `doubt` what speaks
  /// against it.
  public static Data.Dict of(Jid jid, JobRow row) {
    return switch (row) {
      case JobRow.Answered(StoredReturn stored) when !stored.doubt().isNone() ->
          answered(jid, stored).with("doubt", Data.of(stored.doubt().text()));
      case JobRow.Answered(StoredReturn stored) -> answered(jid, stored);
      case JobRow.Absent(var missing) ->
          Data.dict(
              "jid",
              jid,
              "minion",
              missing.minion(),
              "state",
              "missing",
              "node",
              missing.node(),
              "reason",
              missing.reason());
    };
  }

  private static Data.Dict answered(Jid jid, StoredReturn stored) {
    return Data.dict(
        "jid", jid,
        "minion", stored.minion(),
        "state", stored.failed() ? "failed" : "ok",
        "fun", stored.fun(),
        "retcode", stored.fullReturn().get("retcode").orElse(Data.Nil.NIL),
        "success", stored.fullReturn().get("success").orElse(Data.Nil.NIL),
        "return", stored.value(),
        "stored_at", stored.storedAt());
  }

  /// When a job was made, ISO 8601 UTC; nil where its jid is no date.
  private static Data started(Jid jid) {
    return jid.startTime().<Data>map(t -> new Data.Text(t.toString())).orElse(Data.Nil.NIL);
  }
}
