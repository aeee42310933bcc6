package dev.saltern.upstream;

import dev.saltern.channel.Session;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.MinionId;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The loads of what a syndic sends to a MoM, as stock salt-syndic makes them.
final class Loads {
  private static final DateTimeFormatter CTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private Loads() {}

  /// `_syndic_return`: one entry a job. A signature is over the whole load, as stock makes it; in
  /// an entry the MoM would take it for each minion's own.
  static Data.Dict syndicReturn(List<JobReturns> jobs, Session session, boolean sign) {
    List<Data.Dict> entries = jobs.stream().map(job -> entry(job, session.id())).toList();
    Data.Dict load = Data.dict("cmd", "_syndic_return", "load", entries);
    return sign ? load.with("sig", session.signatureOf(load)) : load;
  }

  private static Data.Dict entry(JobReturns job, MinionId syndic) {
    Map<Data, Data> returns = new LinkedHashMap<>();
    job.returns().forEach((minion, fields) -> returns.put(Data.of(minion), fields));
    Data.Dict entry =
        Data.dict(
            "id",
            syndic,
            "jid",
            job.jid(),
            "fun",
            job.fun(),
            "arg",
            null,
            "tgt",
            null,
            "tgt_type",
            null,
            "load",
            job.load(),
            "return",
            returns);
    entry = job.out().isEmpty() ? entry : entry.with("out", new Data.Text(job.out()));
    return job.masterId().isEmpty()
        ? entry
        : entry.with("master_id", new Data.Text(job.masterId()));
  }

  /// `_minion_event` of several events: each fires at the MoM under its tag and under
  /// `syndic/<id>/<tag>`.
  static Data.Dict events(List<Event> events, Session session) {
    List<Data.Dict> entries =
        events.stream()
            .map(event -> Data.dict("tag", event.tag().text(), "data", event.data()))
            .toList();
    return Data.dict(
        "cmd",
        "_minion_event",
        "id",
        session.id(),
        "events",
        entries,
        "pretag",
        "syndic/" + session.id(),
        "tok",
        session.tok());
  }

  /// `_minion_event` that says we started: `syndic_start` or `salt/syndic/<id>/start`.
  static Data.Dict started(String tag, Instant when, Session session) {
    return Data.dict(
        "cmd",
        "_minion_event",
        "pretag",
        null,
        "id",
        session.id(),
        "tag",
        tag,
        "data",
        "Syndic " + session.id() + " started at " + CTIME.format(when),
        "tok",
        session.tok());
  }
}
