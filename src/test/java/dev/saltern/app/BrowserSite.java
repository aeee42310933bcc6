package dev.saltern.app;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.mysql.MySqlJobCache;
import dev.saltern.jobcache.mysql.Origin;
import dev.saltern.jobcache.mysql.Summariser;
import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// What the browser tests look at: a day of a site of 360 minions at three masters, with jobs that
/// failed, that were not answered, that run, one with a long return, and one of hostile names.
final class BrowserSite implements AutoCloseable {
  static final String SCRIPT = "<script>window.hit = 1</script>";
  static final String EVIL = "we\"b'><img src=x onerror=window.hit=2>&%2e;?#+ é";

  private static final List<String> NODES = List.of("syndic-ams", "syndic-fra", "syndic-lon");
  private static final List<String> ROLES = List.of("cache", "db", "web", "web", "worker", "edge");
  private static final int MINIONS_A_NODE = 120;
  private static final int BATCH = 500;
  private static final int LONG_LINES = 90_000;

  private final TestDatabase database;
  private final Map<String, MySqlJobCache> writers = new HashMap<>();
  private final Random random = new Random(7);
  private final Summariser summariser;

  BrowserSite(TestDatabase database) {
    this.database = database;
    this.summariser = new Summariser(database.config(), Clock.systemUTC());
    for (String node : NODES) {
      writers.put(node, new MySqlJobCache(database.config(), new Origin(node, node)));
    }
  }

  /// Fills the job cache with what lies before now.
  void fill() throws Exception {
    Instant now = Instant.now();
    for (int hour = 23; hour >= 1; hour--) {
      ping(now.minus(Duration.ofHours(hour)).plusSeconds(90), hour % 6 == 2 ? 3 : 0);
      if (hour % 4 == 1) {
        states(now.minus(Duration.ofHours(hour)).plusSeconds(600), "base", hour == 13 ? 2 : 0);
      }
    }
    command(now.minusSeconds(2_900), "pkg.list_upgrades", "root", 0);
    ping(now.minusSeconds(2_400), 0);
    command(now.minusSeconds(1_700), "disk.usage", "alice", 1);
    states(now.minusSeconds(1_300), "web", 4);
    ping(now.minusSeconds(640), 3);
    hostile(now.minus(Duration.ofHours(27)));
    longReturn(now.minus(Duration.ofHours(26)));
    events(now);
    nodes();
    database.summarise();
    summariser.start(); // from now on, as a node does
  }

  private static List<MinionId> minions(String node) {
    List<MinionId> ids = new ArrayList<>();
    String place = node.substring(node.indexOf('-') + 1);
    for (int i = 1; i <= MINIONS_A_NODE; i++) {
      ids.add(
          new MinionId("%s%03d.%s.example.net".formatted(ROLES.get(i % ROLES.size()), i, place)));
    }
    return ids;
  }

  private void ping(Instant at, int silent) throws Exception {
    job(at, load("test.ping", "*", "root"), silent, 0, (_, _) -> Data.of(true));
  }

  private void command(Instant at, String fun, String user, int failed) throws Exception {
    Data usage =
        Data.dict(
            "/",
            Data.dict("capacity", "41%", "used", 8_123_400),
            "/var",
            Data.dict("capacity", "73%", "used", 51_230_112));
    job(
        at,
        load(fun, "*", user),
        0,
        failed,
        (_, bad) -> bad ? new Data.Text("ERROR: Minion exception: No such device") : usage);
  }

  private void states(Instant at, String sls, int failed) throws Exception {
    job(at, load("state.apply", "*", "alice", sls), failed > 0 ? 2 : 0, failed, this::stateRun);
  }

  /// What a minion answers.
  private interface Answer {
    Data of(MinionId minion, boolean failed);
  }

  /// A job at every node, with so many minions in all that do not answer and that fail.
  private void job(Instant at, Data.Dict load, int silent, int failed, Answer answer)
      throws Exception {
    Jid jid = Jid.at(at);
    int left = silent;
    int bad = failed;
    for (String node : NODES) {
      List<MinionId> minions = minions(node);
      List<Arrival> arrivals = new ArrayList<>();
      arrivals.add(new Load(jid, load, "mom.example.net", minions, Source.BUS));
      Map<MinionId, MinionState> open = new LinkedHashMap<>();
      for (MinionId minion : minions) {
        boolean quiet = left > 0 && random.nextInt(40) == 0;
        if (quiet) {
          left--;
          open.put(minion, left % 2 == 0 ? MinionState.NO_ANSWER : MinionState.NOT_RUNNING);
        } else {
          boolean fails = bad > 0 && random.nextInt(40) == 0;
          bad -= fails ? 1 : 0;
          Instant stamp = at.plusMillis(400 + random.nextInt(9_000));
          arrivals.add(
              returned(
                  jid,
                  minion,
                  load.text("fun").orElse(""),
                  answer.of(minion, fails),
                  fails,
                  stamp));
        }
      }
      arrivals.add(new Completion(jid, at.plusSeconds(20), minions.size(), true, open));
      write(node, arrivals);
    }
  }

  private Data stateRun(MinionId minion, boolean failed) {
    boolean changed = random.nextInt(3) == 0;
    return Data.dict(
        "pkg_|-nginx_|-nginx_|-installed",
            state(0, true, "All specified packages are already installed", Data.dict(), 812.4),
        "file_|-nginx.conf_|-/etc/nginx/nginx.conf_|-managed",
            changed
                ? state(
                    1,
                    true,
                    "File /etc/nginx/nginx.conf updated",
                    Data.dict(
                        "diff",
                        "--- \n+++ \n@@ -1,4 +1,4 @@\n user www-data;\n-worker_processes 4;\n+worker_processes auto;\n pid /run/nginx.pid;"),
                    61.2)
                : state(
                    1,
                    true,
                    "File /etc/nginx/nginx.conf is in the correct state",
                    Data.dict(),
                    14.9),
        "user_|-deploy_|-deploy_|-present",
            state(2, true, "User deploy is present and up to date", Data.dict(), 9.3),
        "service_|-nginx_|-nginx_|-running",
            failed
                ? state(
                    3,
                    false,
                    "Job for nginx.service failed because the control process exited with error code.\nnginx: [emerg] bind() to 0.0.0.0:443 failed (98: Address already in use)",
                    Data.dict(),
                    1_290.1)
                : state(3, true, "The service nginx is already running", Data.dict(), 33.0),
        "cron_|-renew_|-certbot renew_|-present",
            state(4, true, "Cron certbot renew already present", Data.dict(), 5.5));
  }

  private static Data.Dict state(
      int number, boolean ok, String comment, Data changes, double millis) {
    return Data.dict(
        "result",
        ok,
        "comment",
        comment,
        "changes",
        changes,
        "duration",
        millis,
        "__run_num__",
        number,
        "__sls__",
        "web");
  }

  private void hostile(Instant at) throws Exception {
    Jid jid = Jid.at(at);
    Data.Dict load = load("cmd.run", SCRIPT, "mallory", SCRIPT);
    List<MinionId> minions = List.of(new MinionId(EVIL), new MinionId(SCRIPT.replace("/", "")));
    List<Arrival> arrivals = new ArrayList<>();
    arrivals.add(new Load(jid, load, "mom.example.net", minions, Source.BUS));
    for (MinionId minion : minions) {
      Data value = Data.dict(SCRIPT, List.of(SCRIPT, Data.dict("\u001b[31m", EVIL)));
      arrivals.add(returned(jid, minion, "cmd.run", value, true, at.plusSeconds(1)));
    }
    arrivals.add(new Completion(jid, at.plusSeconds(3), 2, true, Map.of()));
    arrivals.add(
        new Event(
            new Tag("salt/minion/" + SCRIPT + "/start"),
            Data.dict("id", SCRIPT, "_stamp", stamp(at))));
    write(NODES.getFirst(), arrivals);
  }

  private void longReturn(Instant at) throws Exception {
    Jid jid = Jid.at(at);
    MinionId minion = minions(NODES.getFirst()).getFirst();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LONG_LINES; i++) {
      text.append("Nov 28 10:00:00 db001 kernel: [")
          .append(i)
          .append("] eth0: link <up> & running\n");
    }
    write(
        NODES.getFirst(),
        List.of(
            new Load(
                jid,
                load("cmd.run", minion.text(), "longinus", "journalctl -k"),
                "mom.example.net",
                List.of(minion),
                Source.BUS),
            returned(
                jid, minion, "cmd.run", new Data.Text(text.toString()), false, at.plusSeconds(2)),
            new Completion(jid, at.plusSeconds(3), 1, true, Map.of())));
  }

  private void events(Instant now) throws Exception {
    for (String node : NODES) {
      List<Arrival> arrivals = new ArrayList<>();
      int second = 3_600;
      for (MinionId minion : minions(node).subList(0, 30)) {
        second -= 1 + random.nextInt(110);
        String stamp = stamp(now.minusSeconds(second));
        arrivals.add(
            new Event(
                new Tag("salt/minion/" + minion + "/start"),
                Data.dict(
                    "cmd",
                    "_minion_event",
                    "id",
                    minion,
                    "data",
                    "Minion " + minion + " started",
                    "_stamp",
                    stamp)));
      }
      arrivals.add(
          new Event(
              new Tag("salt/beacon/" + minions(node).get(5) + "/diskusage/"),
              Data.dict(
                  "id",
                  minions(node).get(5),
                  "/var",
                  Data.dict("diskusage", 91.2),
                  "_stamp",
                  stamp(now.minusSeconds(40)))));
      write(node, arrivals);
    }
  }

  private void nodes() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String node : NODES) {
        boolean last = node.equals(NODES.getLast());
        statement.executeUpdate(
            "INSERT INTO salt_node (node, version, started, seen, backlog, oldest, spool_bytes, dead, moms, moms_connected, tapped) VALUES ('%s', '0.1.0', NOW(6) - INTERVAL 9 DAY, NOW(6) - INTERVAL %d SECOND, %d, %s, %d, 0, 2, 2, 1)"
                .formatted(
                    node,
                    last ? 840 : 1,
                    last ? 41_208 : 0,
                    last ? "NOW(6) - INTERVAL 15 MINUTE" : "NULL",
                    last ? 88_604_672 : 1_048_576));
      }
    }
  }

  /// Lets the nodes that are well say so once more.
  void alive() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE salt_node SET seen = NOW(6) WHERE backlog = 0");
    }
  }

  /// A job that goes on while it is looked at: a return each time this is asked for, and complete
  /// with the last.
  final class Running {
    private final Jid jid = Jid.at(Instant.now());
    private final String node = NODES.getFirst();
    private final List<MinionId> minions = minions(node).subList(0, 30);
    private int done;

    void begin() throws Exception {
      write(
          node,
          List.of(
              new Load(
                  jid,
                  load("state.highstate", "*.ams.example.net", "alice"),
                  "mom.example.net",
                  minions,
                  Source.BUS)));
    }

    /// Whether that was the last.
    boolean next() throws Exception {
      MinionId minion = minions.get(done++);
      boolean last = done == minions.size();
      List<Arrival> arrivals = new ArrayList<>();
      arrivals.add(
          returned(
              jid,
              minion,
              "state.highstate",
              stateRun(minion, done == 7),
              done == 7,
              Instant.now()));
      if (last) {
        arrivals.add(new Completion(jid, Instant.now(), minions.size(), true, Map.of()));
      }
      write(node, arrivals);
      return last;
    }
  }

  private void write(String node, List<? extends Arrival> arrivals) throws Exception {
    MySqlJobCache writer = writers.get(node);
    if (writer == null) {
      throw new IllegalStateException("no node " + node);
    }
    List<Entry> batch = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      batch.add(Arrivals.entry(arrival));
      if (batch.size() == BATCH) {
        writer.write(batch);
        batch.clear();
      }
    }
    writer.write(batch);
  }

  private static Data.Dict load(String fun, String target, String user, String... arguments) {
    return Data.dict(
        "fun",
        fun,
        "arg",
        List.of(arguments),
        "tgt",
        target,
        "tgt_type",
        "glob",
        "user",
        user,
        "ret",
        "");
  }

  private static Return returned(
      Jid jid, MinionId minion, String fun, Data value, boolean failed, Instant stamp) {
    return new Return(
        jid,
        minion,
        Data.dict(
            "cmd",
            "_return",
            "id",
            minion,
            "success",
            !failed,
            "return",
            value,
            "retcode",
            failed ? 2 : 0,
            "jid",
            jid,
            "fun",
            fun,
            "fun_args",
            List.of(),
            "_stamp",
            stamp(stamp)),
        Source.BUS);
  }

  private static String stamp(Instant at) {
    return LocalDateTime.ofInstant(at.plusNanos(1_000), ZoneOffset.UTC).toString().substring(0, 26);
  }

  @Override
  public void close() {
    summariser.close();
    writers.values().forEach(MySqlJobCache::close);
  }
}
