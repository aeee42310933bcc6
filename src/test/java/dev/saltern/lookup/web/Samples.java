package dev.saltern.lookup.web;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.EventLookup.StoredEvent;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobMinion.Standing;
import dev.saltern.jobcache.MinionLookup.Answered;
import dev.saltern.jobcache.MinionLookup.Highstate;
import dev.saltern.jobcache.MinionLookup.Minion;
import dev.saltern.jobcache.NodeLookup.Backlog;
import dev.saltern.jobcache.NodeLookup.Node;
import dev.saltern.jobcache.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the pages' tests show: a small site with something of everything, and hostile names.
final class Samples {
  static final Jid STATES = new Jid("20261124115800000001");
  static final Jid PING = new Jid("20261124115500000002");
  static final Jid RUNNING = new Jid("20261124115900000003");
  static final Jid HOSTILE = new Jid("20261124115000000004");
  static final Jid LONG = new Jid("20261124114000000005");

  static final String SCRIPT = "<script>alert(1)</script>";
  static final String EVIL = "we\"b'><img src=x onerror=alert(2)>&%2e;?#+ é";

  private Samples() {}

  static SampleJobCache site() {
    SampleJobCache cache = new SampleJobCache();
    states(cache);
    cache.job(PING, load("test.ping", "*"), true, ping());
    cache.job(
        RUNNING,
        load("cmd.run", "web*", "sleep 60", "it's; quoted"),
        false,
        List.of(
            SampleJobCache.minion("web1", Standing.OK),
            SampleJobCache.minion("web2", Standing.MISSING)));
    cache.job(
        HOSTILE,
        load("cmd.run", SCRIPT, SCRIPT),
        true,
        List.of(
            SampleJobCache.minion(EVIL, Standing.FAILED),
            SampleJobCache.minion("web1", Standing.OK)));
    cache.returned(HOSTILE, EVIL, "cmd.run", answer(new Data.Text(SCRIPT), 1), true);
    cache.returned(
        HOSTILE,
        "web1",
        "cmd.run",
        answer(Data.dict(SCRIPT, List.of(SCRIPT, Data.dict("a\u001b[31m", "b\u202e"))), 0),
        false);
    cache.job(
        LONG,
        load("cmd.run", "web1", "journalctl"),
        true,
        List.of(SampleJobCache.minion("web1", Standing.OK)));
    cache.returned(
        LONG,
        "web1",
        "cmd.run",
        answer(new Data.Text("line <of> output\n".repeat(1_200_000)), 0),
        false);
    around(cache);
    return cache;
  }

  private static void states(SampleJobCache cache) {
    cache.job(
        STATES,
        load("state.apply", "web*", "web"),
        true,
        List.of(
            SampleJobCache.minion("web1", Standing.OK),
            SampleJobCache.minion("web2", Standing.FAILED),
            SampleJobCache.minion("web3", Standing.MISSING)));
    cache.returned(
        STATES,
        "web2",
        "state.apply",
        answer(
            Data.dict(
                "pkg_|-nginx_|-nginx_|-installed", state(0, true, "already there", Data.dict()),
                "file_|-conf_|-/etc/nginx.conf_|-managed",
                    state(1, true, "updated", Data.dict("diff", "--- a\n+++ b\n-1\n+2")),
                "service_|-nginx_|-nginx_|-running",
                    state(2, false, "did not start " + SCRIPT, Data.dict())),
            2),
        true);
    cache.returned(STATES, "web1", "state.apply", answer(Data.dict(), 0), false);
  }

  private static List<JobMinion> ping() {
    List<JobMinion> minions = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      Standing standing = i % 40 == 7 ? Standing.MISSING : Standing.OK;
      minions.add(SampleJobCache.minion("db%03d".formatted(i), standing));
    }
    return minions;
  }

  private static void around(SampleJobCache cache) {
    for (String id : List.of(EVIL, "web1", "web2")) {
      Jid jid = id.equals("web2") ? STATES : HOSTILE;
      var last = new Answered(jid, "cmd.run", Optional.of(1L), true, SampleJobCache.NOW, "sm1");
      var run =
          new Highstate(
              STATES, "state.apply", Outcome.FAILED, 3, 1, 1, 1, 0, 0, new BigDecimal("1520.5"));
      cache.minions.add(
          new Minion(
              new MinionId(id), last, id.equals("web2") ? Optional.of(run) : Optional.empty()));
    }
    cache.events.add(
        new StoredEvent(
            7,
            "salt/minion/" + SCRIPT + "/start",
            Data.dict("id", SCRIPT, "cmd", "_minion_event"),
            SampleJobCache.NOW,
            "sm1",
            "sm1"));
    cache.nodes.add(node("sm1", Duration.ofSeconds(3), 0, 1));
    cache.nodes.add(node("sm2", Duration.ofMinutes(12), 40_000, 1));
    cache.nodes.add(node("sm3", Duration.ofSeconds(2), 0, 0));
  }

  private static Node node(String name, Duration age, long records, int connected) {
    var seen = SampleJobCache.NOW.minus(age);
    var backlog =
        new Backlog(
            records,
            records > 0 ? Optional.of(seen.minusSeconds(600)) : Optional.empty(),
            52_428_800,
            0);
    return new Node(
        name, "0.1.0", seen.minusSeconds(3_600), seen, age, backlog, 1, connected, true);
  }

  static Data.Dict load(String fun, String target, String... arguments) {
    return Data.dict(
        "fun", fun, "tgt", target, "tgt_type", "glob", "user", "root", "arg", List.of(arguments));
  }

  static Data.Dict answer(Data value, int retcode) {
    return Data.dict("return", value, "retcode", retcode, "success", retcode == 0);
  }

  private static Data.Dict state(int number, boolean ok, String comment, Data changes) {
    return Data.dict(
        "result", ok,
        "comment", comment,
        "changes", changes,
        "duration", 12.5,
        "__run_num__", number);
  }
}
