package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.returner.JobBook;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalConfig;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.returner.WatchList;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SpoolException;
import dev.saltern.spool.SqliteSpool;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// A spool, a journal and what is known of jobs, as a node has them, and MoMs in memory.
final class UpRig implements AutoCloseable {
  static final Jid JID = new Jid("20261124120000000000");
  static final Jid OTHER = new Jid("20261124120000000001");

  final FakePast past = new FakePast();
  final Journal journal;
  final JobBook book;
  final WatchList watches;
  final Watcher watcher;
  private final Spool spool;
  private final RetryPolicy retry;
  private final List<MomForwarder> forwarders = new ArrayList<>();

  UpRig(Path folder, Watcher.Settings settings, InstantSource clock) throws SpoolException {
    retry = new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(5), new Random(1), clock);
    spool = SqliteSpool.open(SpoolConfig.at(folder.resolve("spool.db")), InstantSource.system());
    journal = new Journal(spool, JournalConfig.DEFAULT, retry);
    journal.start();
    book = new JobBook(spool.notes(), Duration.ofDays(1), clock);
    watches = WatchList.open(spool.notes(), clock);
    watcher = new Watcher(book, watches, past, settings, clock);
  }

  static Watcher.Settings settings(int minionsMax) {
    return new Watcher.Settings(minionsMax, Duration.ofSeconds(15), Duration.ofSeconds(8));
  }

  MomForwarder start(FakeLine line, ReturnPolicy.Mode mode, Route route) throws SpoolException {
    var policy =
        new MomForwarder.Policy(
            route,
            new ReturnPolicy(mode, List.of("conf.*")),
            new EventPolicy(false, List.of(), List.of()),
            Duration.ofMillis(5),
            100_000);
    var forwarder = new MomForwarder(line, journal, policy, watcher, retry);
    forwarders.add(forwarder);
    forwarder.start();
    return forwarder;
  }

  /// The only MoM, in the mode `watched`.
  MomForwarder start(FakeLine line) throws SpoolException {
    return start(line, ReturnPolicy.Mode.WATCHED, route(line.name()));
  }

  Route route(String... moms) {
    return new Route(List.of(moms), book, true, _ -> false);
  }

  static Return returned(Jid jid, String minion) {
    return returned(jid, minion, "cmd.run");
  }

  static Return returned(Jid jid, String minion, String fun) {
    return new Return(
        jid,
        new MinionId(minion),
        Data.dict("return", "x", "retcode", 0, "success", true, "fun", fun),
        Source.BUS);
  }

  static Load expecting(Jid jid, int minions) {
    List<MinionId> ids =
        IntStream.rangeClosed(1, minions).mapToObj(i -> new MinionId("m" + i)).toList();
    return new Load(jid, Data.dict("fun", "cmd.run"), "", ids, Source.BUS);
  }

  /// The publication of a `salt` that waits five seconds.
  static Data.Dict publication(String fun, Object... arg) {
    return Data.dict("fun", fun, "arg", List.of(arg), "tgt", "*", "to", 5);
  }

  static Data.Dict findJob(Jid jid) {
    return publication("saltutil.find_job", jid).with("to", Data.of(10));
  }

  @Override
  public void close() {
    forwarders.forEach(MomForwarder::close);
    journal.close();
    spool.close();
  }
}
