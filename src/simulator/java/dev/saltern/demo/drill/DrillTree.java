package dev.saltern.demo.drill;

import dev.saltern.app.ConfigException;
import dev.saltern.app.NodeConfig;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.returner.Kind;
import dev.saltern.returner.Ledger;
import dev.saltern.simulator.Behaviour;
import dev.saltern.simulator.Behaviours;
import dev.saltern.simulator.FakeMaster;
import dev.saltern.simulator.FakeMinions;
import dev.saltern.simulator.Scenario;
import dev.saltern.spool.SpoolException;
import dev.saltern.spool.SqliteSpool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The world of a drill: two simulated MoMs, simulated masters with minions, a database, and a real
/// node beside each master as a process, all in one folder and on loopback.
final class DrillTree implements AutoCloseable {
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration ANSWER_LONGEST = Duration.ofSeconds(2);
  private static final int TEXT_BYTES_MAX = 4 << 20;

  private final Path home;
  private final DrillDatabase database;
  private final Scenario scenario;
  private final List<DrilledNode> nodes = new ArrayList<>();
  private final SentByMinions sent = new SentByMinions();
  private boolean closed;

  private DrillTree(Path home, DrillDatabase database, Scenario scenario) {
    this.home = home;
    this.database = database;
    this.scenario = scenario;
  }

  /// @param jdbcUrl a server to use in the place of a MariaDB of its own
  static DrillTree start(DrillPlan plan, Optional<String> jdbcUrl)
      throws IOException, InterruptedException, SQLException, JobCacheUnavailableException {
    Path home = Files.createTempDirectory("saltern-drill");
    DrillDatabase database =
        jdbcUrl.isPresent()
            ? DrillDatabase.at(jdbcUrl.get())
            : DrillDatabase.own(home.resolve("mariadb"));
    Scenario scenario =
        Scenario.of(
            new Scenario.Plan(
                DrillPlan.MOMS,
                plan.nodes(),
                plan.minionsEach(),
                plan.shared(),
                Scenario.Options.standard()
                    .withSeed(plan.seed())
                    .withMode(FakeMinions.Mode.DIRECT)
                    .withBehaviours(behaviours())));
    var tree = new DrillTree(home, database, scenario);
    Runtime.getRuntime().addShutdownHook(new Thread(tree::close, "drill-end"));
    for (FakeMaster master : scenario.masters()) {
      master.onReturn(tree.sent::note);
      tree.startNode(master);
    }
    tree.awaitSubscribed();
    return tree;
  }

  private static Behaviours behaviours() {
    Behaviour text =
        (minion, order) ->
            Behaviour.text(Math.min(TEXT_BYTES_MAX, Integer.parseInt(order.argument(0))))
                .within(ANSWER_LONGEST)
                .react(minion, order);
    return Behaviours.standard()
        .with("cmd.run", text)
        .with("state.apply", Behaviour.states(12, 10).within(ANSWER_LONGEST));
  }

  private void startNode(FakeMaster master) throws IOException {
    MinionId id = master.syndicId();
    Files.writeString(
        master.configDirectory().resolve("saltern"),
        database.settings()
            + "spool.path: %s\nhttp.port: 0\n"
                .formatted(home.resolve("spool-" + id + "/spool.db")));
    var node = new DrilledNode(id.text(), master.configDirectory(), home.resolve(id + ".log"));
    nodes.add(node);
    node.start();
  }

  /// What a MoM publishes before a node has subscribed goes past it.
  private void awaitSubscribed() throws InterruptedException, IOException {
    long deadline = System.nanoTime() + CONNECT_PATIENCE.toNanos();
    while (!scenario.moms().stream().allMatch(mom -> mom.subscriptions() >= nodes.size())) {
      if (System.nanoTime() > deadline) {
        throw new IOException("the nodes did not subscribe in time; their logs are in " + home);
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  Path home() {
    return home;
  }

  DrillDatabase database() {
    return database;
  }

  Scenario scenario() {
    return scenario;
  }

  List<DrilledNode> nodes() {
    return nodes;
  }

  SentByMinions sent() {
    return sent;
  }

  /// The ledger of each node, in order; nothing where its spool cannot be read just now.
  Optional<List<Map<Kind, Ledger.Counts>>> ledgers() {
    try {
      var ledgers = new ArrayList<Map<Kind, Ledger.Counts>>();
      for (FakeMaster master : scenario.masters()) {
        var config = NodeConfig.read(master.configDirectory(), Map.of()).spool();
        try (var spool = SqliteSpool.visit(config, Clock.systemUTC())) {
          ledgers.add(new Ledger(spool).counts());
        }
      }
      return Optional.of(ledgers);
    } catch (ConfigException | SpoolException _) {
      return Optional.empty(); // asked again, within a bound
    }
  }

  /// How many minions of its own the master of this number, from 0, is asked for by their number.
  List<MinionId> minions(int master, int first, int count, DrillPlan plan) {
    String name = scenario.masters().get(master).syndicId().text();
    return IntStream.range(0, Math.min(count, plan.minionsEach()))
        .mapToObj(i -> (first + i) % plan.minionsEach() + 1)
        .map(number -> new MinionId("%s-m%04d".formatted(name, number)))
        .toList();
  }

  /// Ends every process that was started here; the folder stays where the logs are wanted.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    nodes.forEach(DrilledNode::kill);
    scenario.close();
    try {
      database.close();
    } catch (SQLException e) {
      System.err.println("the database was not closed: " + e.getMessage());
    }
  }

  /// Removes all files; after [#close].
  void remove() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
