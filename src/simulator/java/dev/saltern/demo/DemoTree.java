package dev.saltern.demo;

import dev.saltern.app.ConfigException;
import dev.saltern.app.Node;
import dev.saltern.app.NodeConfig;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.Migrate;
import dev.saltern.simulator.Behaviour;
import dev.saltern.simulator.Behaviours;
import dev.saltern.simulator.FakeMaster;
import dev.saltern.simulator.Reaction;
import dev.saltern.simulator.Scenario;
import dev.saltern.spool.SpoolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The demo's world: a MariaDB, a simulated tree, and a real node beside each of its masters, all
/// in one folder and on loopback. Made by [#start], ended and removed by [#close].
final class DemoTree implements AutoCloseable {
  static final int MASTERS = 2;
  static final int MINIONS_EACH = 90;
  static final int SHARED = 20;
  static final int MINIONS = MASTERS * MINIONS_EACH + SHARED;

  /// Those that never answer.
  static final Set<MinionId> SILENT =
      Set.of(new MinionId("sm1-m0013"), new MinionId("sm2-m0027"), new MinionId("shared-0007"));

  static final String DATABASE = "salt";
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int USUAL_WEB_PORT = 4580;
  private static final int OUTPUT_BYTES = 64 << 10;

  private final Path home;
  private final List<Node> nodes = new ArrayList<>();
  private final EmbeddedMariaDb database;
  private final Scenario scenario;

  private DemoTree(Path home, EmbeddedMariaDb database, Scenario scenario) {
    this.home = home;
    this.database = database;
    this.scenario = scenario;
  }

  /// @param seed what the minions' behaviour comes from
  /// @param told is called with what was just started
  static DemoTree start(long seed, java.util.function.Consumer<String> told)
      throws IOException,
          InterruptedException,
          ConfigException,
          JobCacheUnavailableException,
          SpoolException,
          SQLException {
    Path home = Files.createTempDirectory("saltern-demo");
    EmbeddedMariaDb database = EmbeddedMariaDb.start(home.resolve("mariadb"));
    told.accept("a MariaDB of its own on " + database.host() + ":" + database.port());
    Scenario scenario =
        Scenario.of(
            Scenario.Plan.of(MASTERS, MINIONS_EACH, SHARED)
                .with(Scenario.Options.standard().withSeed(seed).withBehaviours(behaviours())));
    told.accept(
        "a simulated MoM, %d simulated masters, %d minions, %d of them on both masters"
            .formatted(MASTERS, MINIONS, SHARED));
    var tree = new DemoTree(home, database, scenario);
    boolean started = false;
    try {
      tree.startNodes();
      started = true;
    } finally {
      if (!started) {
        tree.close();
      }
    }
    tree.awaitConnected();
    told.accept(MASTERS + " Saltern nodes, one beside each master, connected");
    return tree;
  }

  private static Behaviours behaviours() {
    Behaviours all = Behaviours.standard();
    Map<String, Behaviour> jobs =
        Map.of(
            "test.ping", Behaviour.value(true),
            "state.apply", Behaviour.states(12, 10),
            "cmd.run", Behaviour.text(OUTPUT_BYTES));
    for (Map.Entry<String, Behaviour> job : jobs.entrySet()) {
      all = all.with(job.getKey(), unlessSilent(job.getValue()));
    }
    return all;
  }

  private static Behaviour unlessSilent(Behaviour behaviour) {
    return (minion, order) ->
        SILENT.contains(minion) ? new Reaction.Silence() : behaviour.react(minion, order);
  }

  private void startNodes()
      throws IOException,
          ConfigException,
          JobCacheUnavailableException,
          SpoolException,
          SQLException {
    for (FakeMaster master : scenario.masters()) {
      Files.writeString(master.configDirectory().resolve("saltern"), settings(master.syndicId()));
    }
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl(""));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
    }
    new Migrate(config(0).mysql(), Clock.systemUTC()).run();
    for (int i = 0; i < MASTERS; i++) {
      nodes.add(Node.start(config(i), Clock.systemUTC()));
    }
  }

  /// What a MoM publishes before a node has subscribed goes past it.
  private void awaitConnected() throws InterruptedException {
    long deadline = System.nanoTime() + CONNECT_PATIENCE.toNanos();
    while (System.nanoTime() < deadline && !nodes.stream().allMatch(node -> node.check().ok())) {
      Thread.sleep(LOOK_EVERY);
    }
  }

  private String settings(MinionId node) {
    return """
        mysql.host: %s
        mysql.port: %d
        mysql.user: %s
        mysql.pass: %s
        mysql.db: %s
        spool.path: %s
        web.port: %d
        """
        .formatted(
            database.host(),
            database.port(),
            EmbeddedMariaDb.USER,
            database.password(),
            DATABASE,
            home.resolve("spool-" + node).resolve("spool.db"),
            webPort());
  }

  /// The dashboard's usual port where it is free, else any.
  private static int webPort() {
    try (var probe = new ServerSocket(USUAL_WEB_PORT, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException _) {
      return 0;
    }
  }

  NodeConfig config(int master) throws ConfigException {
    return NodeConfig.read(configFolder(master), Map.of());
  }

  Path configFolder(int master) {
    return scenario.masters().get(master).configDirectory();
  }

  Scenario scenario() {
    return scenario;
  }

  List<Node> nodes() {
    return nodes;
  }

  EmbeddedMariaDb database() {
    return database;
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(Node::close);
    scenario.close();
    database.close();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
