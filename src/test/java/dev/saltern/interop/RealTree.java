package dev.saltern.interop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.saltern.app.Main;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.spool.JavaProcess;
import dev.saltern.testing.TestDatabase;
import dev.saltern.wire.RsaKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A real MoM, two real masters `sm1` and `sm2` that share a key pair, the real minions `a1` (at
/// sm1), `b1` (at sm2) and `c1` (at both), and a database. What goes between the masters and the
/// MoM is started by whoever asks: Saltern nodes, as processes that can be killed, or stock
/// salt-syndic.
final class RealTree implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /// The MoM asks MySQL, as every site of ours does.
  static final String MOM_ASKS_MYSQL =
      "master_job_cache: mysql\njob_cache: False\nkeep_jobs_seconds: 0\n";

  /// The MoM keeps what it gets in files, so that it can be counted.
  static final String MOM_KEEPS_RETURNS = "master_job_cache: local_cache\njob_cache: True\n";

  private static final List<String> MASTERS = List.of("sm1", "sm2");

  /// Where everybody finds the database.
  ///
  /// @param port that of the server, or of something in between
  record Mysql(TestDatabase database, int port, MySqlConfig.Credentials account) {
    static Mysql of(TestDatabase database) {
      return new Mysql(
          database, database.config().server().port(), database.config().credentials());
    }
  }

  private final Mysql mysql;
  private final RealSalt salt;
  private final Map<String, Process> nodes = new LinkedHashMap<>();

  private RealTree(Mysql mysql, RealSalt salt) {
    this.mysql = mysql;
    this.salt = salt;
  }

  /// Starts the daemons, and returns when the minions answer their masters; skips the test, saying
  /// so, where there is no tree of Salt.
  ///
  /// @param upper settings of the MoM, besides those every tree has
  /// @param lower those of sm1 and sm2
  static RealTree start(String upper, String lower) throws Exception {
    requireSource();
    return start(upper, lower, Mysql.of(TestDatabase.migrated()));
  }

  /// Skips the test, saying so, where there is no tree of Salt.
  static void requireSource() {
    assumeTrue(
        System.getenv("SALT_SOURCE") != null,
        "SALT_SOURCE names no source tree of Salt: nothing run against real daemons");
  }

  /// The same over a database of the caller's, which goes with the tree.
  static RealTree start(String upper, String lower, Mysql mysql) throws Exception {
    String source = System.getenv("SALT_SOURCE");
    var tree = new RealTree(mysql, new RealSalt(Files.createTempDirectory("salt"), source));
    try {
      tree.startDaemons(upper, lower);
      return tree;
    } catch (Exception | Error e) {
      tree.close();
      throw e;
    }
  }

  private void startDaemons(String upper, String lower) throws Exception {
    salt.master("mom", 1, RsaKey.generate(2048), "order_masters: True\n" + upper + mysql());
    RsaKey shared = RsaKey.generate(2048);
    for (int i = 0; i < MASTERS.size(); i++) {
      String settings =
          """
          master_job_cache: local_cache
          job_cache: True
          keep_jobs_seconds: 604800
          syndic_master: %s
          """
              .formatted(RealSalt.ip(1));
      salt.master(MASTERS.get(i), i + 2, shared, settings + lower);
    }
    salt.minion("a1", 11, List.of(2));
    salt.minion("b1", 12, List.of(3));
    salt.minion("c1", 13, List.of(2, 3));
    // A minion whose key is accepted may not have subscribed yet.
    await().atMost(PATIENCE).until(() -> answering("sm1").containsAll(Set.of("a1", "c1")));
    await().atMost(PATIENCE).until(() -> answering("sm2").containsAll(Set.of("b1", "c1")));
  }

  RealSalt salt() {
    return salt;
  }

  /// Starts a node beside each master, and returns when the MoM reaches every minion through them.
  ///
  /// @param settings of the nodes, besides the database and the spool
  void startNodes(String settings) throws Exception {
    for (String name : MASTERS) {
      Path config = salt.configFolder(name);
      String spool = "spool.path: " + salt.folder(name).resolve("saltern/spool.db") + "\n";
      Files.writeString(config.resolve("saltern"), mysql() + spool + settings);
      startNode(name);
    }
    awaitWhole();
  }

  /// Starts stock salt-syndic beside each master.
  void startSyndics() throws Exception {
    for (String name : MASTERS) {
      salt.start("salt-syndic", name);
    }
    awaitWhole();
  }

  void stopSyndics() throws Exception {
    for (String name : MASTERS) {
      salt.stop("salt-syndic", name);
    }
  }

  /// Returns when the MoM reaches every minion.
  void awaitWhole() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              requireNodesAlive();
              return answering("mom").containsAll(Set.of("a1", "b1", "c1"));
            });
  }

  private void requireNodesAlive() throws IOException {
    for (var node : nodes.entrySet()) {
      if (!node.getValue().isAlive()) {
        throw new IllegalStateException(
            "the node at " + node.getKey() + " ended: " + Files.readString(log(node.getKey())));
      }
    }
  }

  Path log(String name) {
    return salt.folder(name).resolve("node.log");
  }

  void startNode(String name) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dlogback.configurationFile=logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "node",
            "-c",
            salt.configFolder(name).toString());
    nodes.put(
        name,
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
            .start());
  }

  /// Ends a node as systemd does, and returns its exit code.
  int stopNode(String name) throws InterruptedException {
    Process node = node(name);
    node.destroy();
    if (!node.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the node at " + name + " did not end");
    }
    return node.exitValue();
  }

  /// SIGKILL.
  void killNode(String name) throws InterruptedException {
    JavaProcess.kill(node(name));
  }

  private Process node(String name) {
    Process node = nodes.remove(name);
    if (node == null) {
      throw new IllegalArgumentException("no node at " + name);
    }
    return node;
  }

  private Set<String> answering(String master) throws IOException, InterruptedException {
    String out = salt.run(master, "salt", "*", "test.ping", "--out=json", "--static", "-t", "3");
    var ids = new TreeSet<String>();
    Matcher m = Pattern.compile("\"(\\w+)\": true").matcher(out);
    while (m.find()) {
      ids.add(m.group(1));
    }
    return ids;
  }

  /// The first jid in what a tool printed.
  static String jid(String out) {
    Matcher m = Pattern.compile("\\d{20}").matcher(out);
    if (!m.find()) {
      throw new AssertionError("no jid in: " + out);
    }
    return m.group();
  }

  /// The minions whose return of a job is kept, in order.
  List<String> returned(String jid) throws Exception {
    return ask("SELECT id FROM salt_returns WHERE jid = ? ORDER BY id", jid);
  }

  /// The first column of what a statement with text parameters finds.
  List<String> ask(String sql, String... parameters) throws Exception {
    try (var connection = mysql.database().connect();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      var found = new java.util.ArrayList<String>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(String.valueOf(rows.getString(1)));
        }
      }
      return found;
    }
  }

  private String mysql() {
    return "mysql.host: '%s'\nmysql.port: %d\nmysql.user: '%s'\nmysql.pass: '%s'\nmysql.db: '%s'\n"
        .formatted(
            mysql.database().config().server().host(),
            mysql.port(),
            mysql.account().user(),
            mysql.account().password(),
            mysql.database().config().database());
  }

  @Override
  public void close() throws IOException, SQLException {
    try {
      for (String name : List.copyOf(nodes.keySet())) {
        stopNode(name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while ending the nodes", e);
    } finally {
      salt.close();
      mysql.database().close();
    }
  }
}
