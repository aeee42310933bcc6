package dev.saltern.demo;

import dev.saltern.app.ConfigException;
import dev.saltern.app.Node;
import dev.saltern.app.Web;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.mysql.MySqlJobLookup;
import dev.saltern.simulator.Job;
import dev.saltern.spool.SpoolException;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `saltern demo`: a whole tree on loopback, three jobs through it, and the lookups.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Run a whole simulated Salt site with real Saltern nodes on this machine, and look up its jobs.")
final class DemoCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final PrintStream out = System.out;
  private final long begin = System.nanoTime();
  private final CountDownLatch cleared = new CountDownLatch(1);

  @Option(
      names = "--keep",
      description = "Leave it running with its dashboard, and say how to ask it, until Ctrl-C.")
  private boolean keep;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "What the minions' behaviour comes from (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    out.println("Saltern demo: everything on loopback, in a folder of its own. Seed " + seed + ".");
    out.println();
    try (DemoTree tree = DemoTree.start(seed, this::tell);
        MySqlJobLookup lookup = new MySqlJobLookup(tree.config(0).mysql())) {
      List<Jid> jids = new ArrayList<>();
      jids.add(publish(tree, "salt '*' test.ping", Job.of("test.ping", "*")));
      jids.add(publish(tree, "salt '*' state.apply web", Job.of("state.apply", "*", "web")));
      jids.add(
          publish(
              tree,
              "salt '*' cmd.run 'journalctl -n 500'",
              Job.of("cmd.run", "*", "journalctl -n 500")));
      boolean complete = await(lookup, jids);
      out.println();
      show(tree, jids);
      boolean once = proveOnce(tree, jids);
      if (keep) {
        stay(tree);
      }
      out.printf("%ndone in %.1f s%n", (System.nanoTime() - begin) / 1e9);
      return complete && once ? 0 : 1;
    } finally {
      cleared.countDown();
    }
  }

  /// The process ends with its last hook: this one waits until everything is stopped and removed.
  private void awaitCleared() {
    try {
      if (!cleared.await(30, TimeUnit.SECONDS)) {
        out.println("not everything was stopped within 30 s");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String what) {
    out.printf("  %5.1f s  %s%n", (System.nanoTime() - begin) / 1e9, what);
    out.flush();
  }

  private Jid publish(DemoTree tree, String command, Job job) {
    Jid jid = tree.scenario().mom().publish(job);
    tell("MoM: " + command + "   job " + jid);
    return jid;
  }

  /// Waits until every minion that answers is in the job cache; shows how far it is.
  private boolean await(MySqlJobLookup lookup, List<Jid> jids)
      throws InterruptedException, JobCacheUnavailableException {
    int answering = DemoTree.MINIONS - DemoTree.SILENT.size();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String shown = "";
    while (System.nanoTime() < deadline) {
      var counts = new ArrayList<Integer>();
      for (Jid jid : jids) {
        counts.add(lookup.job(jid).map(JobSummary::returned).orElse(0));
      }
      String now = "in the job cache: " + counts + " of " + DemoTree.MINIONS + " returns a job";
      if (!now.equals(shown)) {
        tell(now);
        shown = now;
      }
      if (counts.stream().allMatch(count -> count == answering)) {
        return true;
      }
      Thread.sleep(LOOK_EVERY);
    }
    tell("gave up waiting after " + PATIENCE.toSeconds() + " s");
    return false;
  }

  private void show(DemoTree tree, List<Jid> jids) {
    run(tree, "jobs");
    run(tree, "job", jids.get(1).text(), "--minion", "sm[12]-m0001");
    for (Jid jid : jids) {
      run(tree, "job", jid.text(), "--summary", "--missing");
    }
  }

  private void run(DemoTree tree, String... arguments) {
    out.println("$ saltern " + String.join(" ", arguments));
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config-dir", tree.configFolder(0).toString()));
    dev.saltern.app.Main.commandLine().execute(all.toArray(String[]::new));
    out.println();
  }

  /// Every (jid, minion) has one row, although the shared minions delivered through both masters.
  private boolean proveOnce(DemoTree tree, List<Jid> jids) throws SQLException, SpoolException {
    String sql =
        "SELECT COUNT(*), COUNT(DISTINCT jid, id), COUNT(DISTINCT CASE WHEN id LIKE 'shared-%' THEN CONCAT(jid, id) END)"
            + " FROM salt_returns WHERE jid IN (?, ?, ?)";
    try (Connection connection =
            DriverManager.getConnection(tree.database().jdbcUrl(DemoTree.DATABASE));
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < jids.size(); i++) {
        statement.setString(i + 1, jids.get(i).text());
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        out.println(
            "Each return once, although "
                + row.getInt(3)
                + " were delivered through both masters:");
        out.println("  minions delivered      " + tree.scenario().minions().delivered());
        out.println("  rows in salt_returns   " + row.getInt(1));
        out.println("  different (jid, id)    " + row.getInt(2));
        ledgers(tree);
        return row.getInt(1) == row.getInt(2);
      }
    }
  }

  private void ledgers(DemoTree tree) throws SpoolException {
    out.println("Each node's ledger (seen = stored + duplicate + filtered + dead + pending):");
    for (Node node : tree.nodes()) {
      node.ledger().forEach(line -> out.println("  " + line));
    }
  }

  private void stay(DemoTree tree) throws InterruptedException, ConfigException, IOException {
    try (Web web = Web.start(tree.config(0))) {
      out.println();
      out.println("It stays until Ctrl-C. Its dashboard: " + web.url());
      out.println("Ask it:");
      awaitEnd(tree);
    }
  }

  private void awaitEnd(DemoTree tree) throws InterruptedException {
    out.println("  ./saltern jobs -c " + tree.configFolder(0));
    out.println(
        "  mariadb -h %s -P %d -u %s -p%s %s"
            .formatted(
                tree.database().host(),
                tree.database().port(),
                EmbeddedMariaDb.USER,
                tree.database().password(),
                DemoTree.DATABASE));
    out.println("    SELECT fun, COUNT(*), SUM(outcome) FROM salt_returns GROUP BY fun;");
    var ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  ended.countDown();
                  awaitCleared();
                },
                "demo-end"));
    ended.await();
  }
}
