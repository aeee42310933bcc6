package dev.saltern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.demo.EmbeddedMariaDb;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.localmaster.MasterConfig;
import dev.saltern.returner.Kind;
import dev.saltern.returner.Ledger;
import dev.saltern.simulator.Behaviour;
import dev.saltern.simulator.Behaviours;
import dev.saltern.simulator.Swarm;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SqliteSpool;
import dev.saltern.testing.MySqlProxy;
import dev.saltern.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What a database does at a site, once each, in a stream of returns of real and simulated minions
/// at two real masters: every return is in MySQL once, and the MoM has it. Prints the counts.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealSaltMySqlOutageIT {
  private static final int MINIONS = 150;
  private static final int RETURNS_PER_SECOND = 100;
  private static final List<String> MASTERS = List.of("sm1", "sm2");
  private static final MySqlConfig.Credentials NODE = new MySqlConfig.Credentials("node", "p");
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /// Something the test does to the server.
  private interface Step {
    void run() throws Exception;
  }

  @TempDir static Path folder;

  private EmbeddedMariaDb server;
  private EmbeddedMariaDb second;

  /// The one whose rows count.
  private EmbeddedMariaDb current;

  private TestDatabase database;
  private MySqlProxy proxy;
  private RealTree tree;
  private Swarm swarm;

  @BeforeAll
  void start() throws Exception {
    RealTree.requireSource();
    server =
        EmbeddedMariaDb.start(
            folder.resolve("first"),
            List.of("--log-bin=bin", "--binlog-format=ROW", "--server-id=1"));
    second = EmbeddedMariaDb.start(folder.resolve("second"), List.of("--server-id=2"));
    current = server;
    run(server, "", "RESET MASTER");
    run(
        second,
        "",
        """
        CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = %d, MASTER_USER = '%s',
          MASTER_PASSWORD = '%s', MASTER_SSL = 0, MASTER_USE_GTID = slave_pos"""
            .formatted(server.port(), EmbeddedMariaDb.USER, server.password()));
    run(second, "", "START SLAVE");
    database = TestDatabase.migrated(server);
    sql("CREATE USER node@'127.0.0.1' IDENTIFIED BY 'p'");
    sql("GRANT SELECT, INSERT, UPDATE, DELETE ON *.* TO node@'127.0.0.1'");
    proxy = new MySqlProxy(server.host(), server.port());
    tree =
        RealTree.start(
            RealTree.MOM_KEEPS_RETURNS, "", new RealTree.Mysql(database, proxy.port(), NODE));
    tree.startNodes("forward.returns: all\n");
    swarm =
        new Swarm(
            new Swarm.At(RealSalt.ip(2), 4506, 4505, false),
            Swarm.ids("w", MINIONS),
            Behaviours.standard().with("cmd.run", Behaviour.text(300)),
            new Swarm.Pace(4, 10, RETURNS_PER_SECOND, 0),
            Swarm.key(tree.salt().folder("mom").resolve("swarm.pem")));
    swarm.start();
  }

  @AfterAll
  void end() throws Exception {
    if (swarm != null) {
      swarm.close();
    }
    if (tree != null) {
      tree.close();
    }
    if (proxy != null) {
      proxy.close();
    }
    if (second != null) {
      second.close();
      server.close();
    }
  }

  @Test
  @Order(1)
  void goneForTwoMinutes() throws Exception {
    outage("killed, back after 120 s", 120, server::kill, server::restart);
  }

  @Test
  @Order(2)
  void readOnly() throws Exception {
    outage(
        "read-only for 30 s",
        30,
        () -> sql("SET GLOBAL read_only = 1"),
        () -> sql("SET GLOBAL read_only = 0"));
  }

  @Test
  @Order(3)
  void aPacketThatIsTooSmall() throws Exception {
    outage(
        "max_allowed_packet 1 MiB for 30 s",
        30,
        () -> {
          sql("SET GLOBAL max_allowed_packet = 1048576");
          proxy.cutAtNextRun();
        },
        () -> sql("SET GLOBAL max_allowed_packet = 16777216"));
  }

  @Test
  @Order(4)
  void slow() throws Exception {
    stream(
        "slow: each command 1 s later, for 30 s",
        30,
        () -> proxy.delay(Duration.ofSeconds(1)),
        () -> proxy.delay(Duration.ZERO));
  }

  @Test
  @Order(5)
  void restarted() throws Exception {
    stream("restarted", 15, server::restart, () -> {});
  }

  @Test
  @Order(6)
  void failedOver() throws Exception {
    outage(
        "failed over to a replica, old one read-only for 20 s",
        20,
        () -> sql("SET GLOBAL read_only = 1"),
        () -> {
          String wait = "SELECT MASTER_GTID_WAIT('" + text("SELECT @@gtid_binlog_pos") + "', 120)";
          assertThat(text(second, "", wait)).as("the replica has it all").isEqualTo("0");
          run(second, "", "STOP SLAVE");
          proxy.lead(second.host(), second.port());
          current = second;
        });
  }

  /// A stream that the node at sm1 logs in two lines.
  private void outage(String what, int seconds, Step begins, Step ends) throws Exception {
    int before = logged().size();
    stream(what, seconds, begins, ends);
    await().atMost(PATIENCE).until(() -> logged().size() > before + 1);
    assertThat(logged().subList(before, logged().size()))
        .as("what sm1 logs")
        .satisfiesExactly(
            line -> assertThat(line).contains("mysql fails"),
            line -> assertThat(line).contains("mysql works again"));
  }

  private List<String> logged() throws Exception {
    return Files.readString(tree.log("sm1"))
        .lines()
        .filter(line -> line.contains("mysql fails") || line.contains("mysql works again"))
        .toList();
  }

  /// Publishes until the time is over, waits until all is stored, and prints the counts.
  private void stream(String what, int seconds, Step begins, Step ends) throws Exception {
    Map<String, Integer> jobs = new LinkedHashMap<>();
    jobs.put(publish("w*", "cmd.run", "x"), MINIONS);
    await().atMost(PATIENCE).until(() -> pending() == 0);
    begins.run();
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    long most = 0;
    for (int n = 0; System.nanoTime() < end; n++) {
      jobs.put(publish("w*", "cmd.run", "x"), MINIONS);
      if (n % 5 == 1) {
        jobs.put(publish("-L", "a1,b1,c1", "test.ping"), 3);
      }
      most = Math.max(most, pending());
    }
    ends.run();
    long ended = System.nanoTime();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> rows(jobs) == expected(jobs) && pending() == 0);
    Duration drained = Duration.ofNanos(System.nanoTime() - ended);
    await().atMost(PATIENCE).until(() -> atMom(jobs) == expected(jobs));

    long stored = 0;
    for (String master : MASTERS) {
      stored += ledger(master).stored();
    }
    long twice = stored - Long.parseLong(text("SELECT COUNT(*) + SUM(revision) FROM salt_returns"));
    System.out.printf(
        "| %s | %d of %d jobs | %d | %d | %d | %d s |%n",
        what,
        expected(jobs),
        jobs.size(),
        expected(jobs) - rows(jobs),
        twice,
        most,
        drained.toSeconds());
    assertThat(twice).as("stored more than once, by the ledgers of both nodes").isZero();
    for (String master : MASTERS) {
      assertThat(ledger(master).dead()).isZero();
    }
  }

  private String publish(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--async");
    return RealTree.jid(tree.salt().run("mom", "salt", all.toArray(String[]::new)));
  }

  private static int expected(Map<String, Integer> jobs) {
    return jobs.values().stream().mapToInt(Integer::intValue).sum();
  }

  private int rows(Map<String, Integer> jobs) throws Exception {
    String jids = "'" + String.join("', '", jobs.keySet()) + "'";
    return Integer.parseInt(text("SELECT COUNT(*) FROM salt_returns WHERE jid IN (" + jids + ")"));
  }

  private int atMom(Map<String, Integer> jobs) throws Exception {
    var directory = new JobDirectory(MasterConfig.read(tree.salt().configFolder("mom")).jobCache());
    int all = 0;
    for (String jid : jobs.keySet()) {
      all += directory.returned(new Jid(jid)).size();
    }
    return all;
  }

  private long pending() throws Exception {
    long all = 0;
    for (String master : MASTERS) {
      all += ledger(master).pending();
    }
    return all;
  }

  private Ledger.Counts ledger(String master) throws Exception {
    Path file = tree.salt().folder(master).resolve("saltern/spool.db");
    try (var spool = SqliteSpool.visit(SpoolConfig.at(file), Clock.systemUTC())) {
      return new Ledger(spool).counts().getOrDefault(Kind.RETURN, new Ledger.Counts(0, 0, 0, 0, 0));
    }
  }

  private void sql(String sql) throws Exception {
    run(current, database.config().database(), sql);
  }

  private String text(String sql) throws Exception {
    return text(current, database.config().database(), sql);
  }

  private static void run(EmbeddedMariaDb at, String database, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(at.jdbcUrl(database));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(EmbeddedMariaDb at, String database, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(at.jdbcUrl(database));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
