package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.demo.EmbeddedMariaDb;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.returner.Kind;
import dev.saltern.returner.Ledger;
import dev.saltern.returner.Outage;
import dev.saltern.simulator.FakeMinions;
import dev.saltern.simulator.Job;
import dev.saltern.simulator.Scenario;
import dev.saltern.testing.LogLines;
import dev.saltern.testing.MySqlProxy;
import dev.saltern.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A node with simulated minions, over a MySQL server that a test may break, through a proxy. What
/// it checks: the bus reader and the MoM wait for nothing, an outage is one line in the log and one
/// at its end, what waits is shown, and afterwards every return is a row.
final class OutageRig implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MINIONS = 50;
  private static final int JOBS = 5;
  private static final MySqlConfig.Credentials NODE = new MySqlConfig.Credentials("node", "p");

  /// Something the test does to the server.
  interface Step {
    void run() throws Exception;
  }

  final EmbeddedMariaDb server;
  final MySqlProxy proxy;
  private final NodeSite site;
  private final LogLines log;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Jid> jids = new ArrayList<>();
  private Connection rows;
  private int told;

  /// @param options of the server
  OutageRig(Path folder, String... options) throws Exception {
    server = opened(EmbeddedMariaDb.start(folder.resolve("mariadb"), List.of(options)));
    try (Connection any = DriverManager.getConnection(server.jdbcUrl(""));
        Statement statement = any.createStatement()) {
      statement.execute("RESET MASTER"); // what made the server is not for a replica
    } catch (SQLException e) {
      assertThat(e.getErrorCode()).as("it has no log").isEqualTo(1186);
    }
    TestDatabase database = TestDatabase.migrated(server); // ends with the server
    proxy = opened(new MySqlProxy(server.host(), server.port()));
    var tree = Scenario.Options.standard().withMode(FakeMinions.Mode.DIRECT);
    site = new NodeSite(Scenario.Plan.of(1, MINIONS, 0).with(tree), folder, database);
    opened(site.scenario);
    rows = connect(server);
    sql("CREATE USER node@'127.0.0.1' IDENTIFIED BY 'p'");
    sql("GRANT SELECT, INSERT, UPDATE, DELETE ON *.* TO node@'127.0.0.1'");
    site.settings(database.settings(proxy.port(), NODE));
    log = opened(new LogLines(Outage.class));
    opened(Node.start(site.read(), Clock.systemUTC()));
    await().atMost(PATIENCE).until(() -> site.mom().subscriptions() > 0);
    publish(1, "before");
    awaitWhole();
  }

  private <T extends AutoCloseable> T opened(T one) {
    open.add(one);
    return one;
  }

  @Override
  public void close() throws IOException {
    for (AutoCloseable one : open.reversed()) {
      try {
        one.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while closing", e);
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException("not closed: " + one.getClass().getSimpleName(), e);
      }
    }
  }

  /// Rows are counted at this server from now on.
  void lookAt(EmbeddedMariaDb other) throws SQLException {
    rows = connect(other);
  }

  private Connection connect(EmbeddedMariaDb to) throws SQLException {
    return opened(DriverManager.getConnection(to.jdbcUrl(site.database.config().database())));
  }

  /// Jobs while the server is as `begins` leaves it, until `ends` has mended it.
  ///
  /// @param value what the minions answer
  /// @return what the log says of why
  String outage(String value, Step begins, Step ends) throws Exception {
    begins.run();
    publish(JOBS, value);
    awaitSeenAndSentUp();
    await().atMost(PATIENCE).until(() -> said().size() > told);
    assertThat(said()).hasSize(told + 1).last().asString().startsWith("ERROR mysql fails: ");
    assertBehind();

    ends.run();

    awaitWhole();
    await().atMost(PATIENCE).until(() -> said().size() > told + 1);
    assertThat(said())
        .hasSize(told + 2)
        .last()
        .asString()
        .startsWith("INFO mysql works again after ");
    told += 2;
    return said().get(told - 2);
  }

  /// The same where nothing fails, it only takes its time.
  void slowness(Step begins, Step ends) throws Exception {
    begins.run();
    publish(JOBS, "slow");
    awaitSeenAndSentUp();
    assertBehind();
    ends.run();
    awaitWhole();
    assertThat(said()).hasSize(told);
  }

  private void publish(int jobs, String value) {
    for (int i = 0; i < jobs; i++) {
      jids.add(site.mom().publish(Job.of("test.echo", "*", value)));
    }
  }

  /// While MySQL is as it is: all is on disk, and the MoM has it.
  private void awaitSeenAndSentUp() {
    await()
        .atMost(PATIENCE)
        .until(() -> site.ledger(Kind.RETURN).seen() >= (long) jids.size() * MINIONS);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                jids.stream().allMatch(j -> site.mom().received().returnsOf(j).size() == MINIONS));
  }

  private void assertBehind() throws Exception {
    assertThat(site.ledger(Kind.RETURN).pending()).isPositive();
    assertThat(status())
        .containsPattern("reader mysql +\\d+ behind for [0-9][0-9hms ]*, 0 dropped");
  }

  private void awaitWhole() throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(number("SELECT COUNT(*) FROM salt_returns WHERE jid IN (%s)"))
                    .isEqualTo(jids.size() * MINIONS));
    await().atMost(PATIENCE).until(() -> site.ledger(Kind.RETURN).pending() == 0);
    assertThat(number("SELECT COUNT(*) FROM jids WHERE jid IN (%s)")).isEqualTo(jids.size());
    for (Kind kind : Kind.values()) {
      assertThat(site.ledger(kind).dead()).as("dead " + kind).isZero();
    }
    Ledger.Counts counts = site.ledger(Kind.RETURN);
    assertThat(counts.stored() + counts.duplicate() + counts.filtered()).isEqualTo(counts.seen());
    // What was read from the job directory first is bettered by what the bus shows.
    assertThat(counts.stored())
        .isEqualTo(number("SELECT COUNT(*) + SUM(revision) FROM salt_returns"));
  }

  private int number(String sql) throws SQLException {
    String all = jids.stream().map(j -> "'" + j + "'").collect(Collectors.joining(", "));
    return Integer.parseInt(text(rows, sql.formatted(all)));
  }

  private List<String> said() {
    return log.with(" mysql ");
  }

  /// What `saltern spool status` prints.
  private String status() {
    var out = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .execute("spool", "status", "-c", site.config().toString());
    assertThat(code).isZero();
    return out.toString();
  }

  void sql(String sql) throws SQLException {
    run(rows, sql);
  }

  String text(String sql) throws SQLException {
    return text(rows, sql);
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
