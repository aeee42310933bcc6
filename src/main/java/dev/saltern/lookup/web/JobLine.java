package dev.saltern.lookup.web;

import dev.saltern.job.Functions;
import dev.saltern.jobcache.JobSummary;

/// A job in a list.
///
/// @param call its function and arguments as typed
/// @param shortCall the same, cut to a line
/// @param targetType empty for a glob, the usual one
/// @param duration from its start to its last return; empty where that is not known
record JobLine(
    String jid,
    String href,
    String call,
    String shortCall,
    String target,
    String targetType,
    String user,
    Tally tally,
    String duration,
    Moment started) {
  private static final int CALL_MAX = 80;
  private static final int TARGET_MAX = 60;

  static JobLine of(JobSummary job) {
    String fun = Functions.joined(job.load().get("fun"));
    String call = SaltCommand.call(fun.isEmpty() ? "(unknown function)" : fun, job.load());
    String type = job.load().text("tgt_type").orElse("glob");
    return new JobLine(
        job.jid().text(),
        Links.job(job.jid()),
        call,
        cut(call, CALL_MAX),
        cut(SaltCommand.target(job.load()), TARGET_MAX),
        type.equals("glob") ? "" : type,
        job.load().text("user").orElse(""),
        Tally.of(job),
        job.duration().map(Times::exact).orElse(""),
        Moment.of(job.started()));
  }

  boolean running() {
    return tally.running();
  }

  /// The class of its row.
  String css() {
    if (tally.failed() > 0) {
      return "row-failed";
    }
    return tally.missing() > 0 && !running() ? "row-missing" : "";
  }

  /// The beginning of a text.
  static String cut(String text, int charactersMax) {
    if (text.length() <= charactersMax) {
      return text;
    }
    int end =
        Character.isHighSurrogate(text.charAt(charactersMax - 1))
            ? charactersMax - 1
            : charactersMax;
    return text.substring(0, end) + "…";
  }
}
