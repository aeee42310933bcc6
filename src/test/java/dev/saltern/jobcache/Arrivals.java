package dev.saltern.jobcache;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import dev.saltern.returner.EntryRenderer;
import dev.saltern.returner.JournalRecord;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Loads, returns and events for tests, as a bus would show them.
public final class Arrivals {
  private static final AtomicLong POSITION = new AtomicLong();
  private static final AtomicLong MICROS = new AtomicLong();

  private Arrivals() {}

  /// A jid nobody used yet, of one day.
  public static Jid newJid() {
    return new Jid("20261124120000%06d".formatted(MICROS.incrementAndGet()));
  }

  /// An entry at the next position.
  public static Entry entry(dev.saltern.job.Arrival arrival) {
    return entry(POSITION.incrementAndGet(), arrival);
  }

  /// An entry at a position, as the node of a master with the id `master` renders it.
  public static Entry entry(long position, dev.saltern.job.Arrival arrival) {
    return entry("master", position, arrival);
  }

  /// An entry as the node of a master renders it.
  public static Entry entry(String masterId, long position, dev.saltern.job.Arrival arrival) {
    try {
      return new EntryRenderer(new EntryForm(masterId, 4 << 20))
          .render(JournalRecord.of(arrival), position);
    } catch (JobCacheRejectedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// A batch of entries at the next positions.
  public static List<Entry> batch(dev.saltern.job.Arrival... arrivals) {
    return Arrays.stream(arrivals).map(Arrivals::entry).toList();
  }

  public static List<MinionId> ids(String... ids) {
    return Arrays.stream(ids).map(MinionId::new).toList();
  }

  /// The load of a job that a MoM published to `*`.
  public static Load published(Jid jid, String fun, String... expected) {
    return new Load(
        jid,
        Data.dict(
            "fun",
            fun,
            "arg",
            List.of(),
            "tgt",
            "*",
            "jid",
            jid,
            "ret",
            "",
            "tgt_type",
            "glob",
            "to",
            5,
            "user",
            "sudo_alice"),
        "mom1",
        ids(expected),
        Source.BUS);
  }

  /// The load as the local master's `salt/job/<jid>/new` shows it.
  public static Load announced(Jid jid, String fun, String... expected) {
    return new Load(
        jid,
        Data.dict(
            "jid",
            jid,
            "tgt",
            "*",
            "tgt_type",
            "glob",
            "user",
            "root",
            "fun",
            fun,
            "arg",
            List.of()),
        "",
        ids(expected),
        Source.BUS);
  }

  /// A good return on the bus at `stamp`.
  public static Return answer(Jid jid, String id, Object value, String stamp) {
    return new Return(
        jid,
        new MinionId(id),
        Data.dict(
            "cmd",
            "_return",
            "id",
            id,
            "success",
            true,
            "return",
            value,
            "retcode",
            0,
            "jid",
            jid,
            "fun",
            "test.ping",
            "fun_args",
            List.of(),
            "user",
            "root",
            "_stamp",
            stamp),
        Source.BUS);
  }

  public static Return answer(Jid jid, String id, Object value) {
    return answer(jid, id, value, "2026-11-24T12:00:01.000100");
  }

  /// A return that failed, with exit code 3.
  public static Return failure(Jid jid, String id) {
    Return good = answer(jid, id, "hello");
    return new Return(
        jid,
        good.minion(),
        good.body().with("success", Data.of(false)).with("retcode", Data.of(3)),
        Source.BUS);
  }

  /// The same return as the job directory keeps it.
  public static Return inDirectory(Return answer) {
    return new Return(
        answer.jid(),
        answer.minion(),
        Data.dict(
            "return", answer.value(),
            "retcode", answer.retcode(),
            "success", answer.success(),
            "fun", answer.fun()),
        Source.DIRECTORY);
  }

  /// The same return as the bus shows it when it is too big for it.
  public static Return trimmed(Return answer) {
    return new Return(
        answer.jid(),
        answer.minion(),
        answer.body().with("return", Data.of("VALUE_TRIMMED")),
        Source.TRIMMED);
  }

  public static Event event(String tag, String stamp, Object... data) {
    return new Event(new Tag(tag), Data.dict(data).with("_stamp", Data.of(stamp)));
  }
}
