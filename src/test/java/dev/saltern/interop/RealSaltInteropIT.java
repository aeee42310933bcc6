package dev.saltern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.saltern.app.Node;
import dev.saltern.app.NodeConfig;
import dev.saltern.testing.TestDatabase;
import dev.saltern.wire.RsaKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real MoM, two real masters with a node beside each, three real minions, one of them on both.
class RealSaltInteropIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private RealSalt salt;
  private TestDatabase database;

  @BeforeEach
  void start() throws Exception {
    String tree = System.getenv("SALT_SOURCE");
    assumeTrue(
        tree != null, "SALT_SOURCE names no source tree of Salt: nothing run against real daemons");
    database = TestDatabase.migrated();
    open.add(database);
    salt = new RealSalt(Files.createTempDirectory("salt"), tree);
    open.add(salt);
    salt.master("mom", 1, RsaKey.generate(2048), "order_masters: True\n" + mom());
    RsaKey shared = RsaKey.generate(2048);
    for (int i = 2; i <= 3; i++) {
      String lower =
          "master_job_cache: local_cache\njob_cache: True\nkeep_jobs_seconds: 604800\nsyndic_master: "
              + RealSalt.ip(1);
      salt.master("sm" + (i - 1), i, shared, lower);
    }
    salt.minion("a1", 11, List.of(2));
    salt.minion("b1", 12, List.of(3));
    salt.minion("c1", 13, List.of(2, 3));
    accepted("sm1", Set.of("a1", "c1"));
    accepted("sm2", Set.of("b1", "c1"));
    for (String name : List.of("sm1", "sm2")) {
      Path config = salt.configFolder(name);
      Files.writeString(config.resolve("saltern"), settings(folder.resolve(name)));
      open.add(Node.start(NodeConfig.read(config, Map.of()), Clock.systemUTC()));
    }
    accepted("mom", Set.of("sm1", "sm2"));
    for (AutoCloseable part : open) {
      if (part instanceof Node node) {
        await().atMost(PATIENCE).until(() -> node.check().ok());
      }
    }
    // A minion whose key is accepted may not have subscribed yet.
    await().atMost(PATIENCE).until(() -> answering("sm1").containsAll(Set.of("a1", "c1")));
    await().atMost(PATIENCE).until(() -> answering("sm2").containsAll(Set.of("b1", "c1")));
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable part : open.reversed()) {
      part.close();
    }
  }

  @Test
  void aJobOfTheMomIsKeptOnceAndFoundByStockSalt() throws Exception {
    String jid = jid(salt.run("mom", "salt", "*", "test.ping", "--async"));

    await().atMost(PATIENCE).until(() -> rows(jid).equals(List.of("a1", "b1", "c1")));
    assertThat(salt.run("mom", "salt-run", "jobs.lookup_jid", jid, "--out=json"))
        .contains("\"a1\": true")
        .contains("\"b1\": true")
        .contains("\"c1\": true");
  }

  @Test
  void aWaitingCommandAtTheMomSeesEveryMinion() throws Exception {
    String out = salt.run("mom", "salt", "*", "test.ping", "--out=json", "--static");

    assertThat(out).contains("\"a1\": true").contains("\"b1\": true").contains("\"c1\": true");
  }

  private Set<String> answering(String master) throws IOException, InterruptedException {
    String out = salt.run(master, "salt", "*", "test.ping", "--out=json", "--static", "-t", "3");
    var ids = new java.util.TreeSet<String>();
    Matcher m = Pattern.compile("\"(\\w+)\": true").matcher(out);
    while (m.find()) {
      ids.add(m.group(1));
    }
    return ids;
  }

  private void accepted(String master, Set<String> ids) throws IOException {
    Path keys = salt.configFolder(master).resolve("pki/master/minions");
    await()
        .atMost(PATIENCE)
        .until(() -> ids.stream().allMatch(id -> Files.exists(keys.resolve(id))));
  }

  private static String jid(String out) {
    Matcher m = Pattern.compile("\\d{20}").matcher(out);
    assertThat(m.find()).as("a jid in: %s", out).isTrue();
    return m.group();
  }

  private List<String> rows(String jid) throws Exception {
    try (var connection = database.connect();
        var statement =
            connection.prepareStatement("SELECT id FROM salt_returns WHERE jid = ? ORDER BY id")) {
      statement.setString(1, jid);
      var ids = new ArrayList<String>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
      }
      return ids;
    }
  }

  private String mom() {
    return "master_job_cache: mysql\njob_cache: False\nkeep_jobs_seconds: 0\n" + mysql();
  }

  private String settings(Path spool) {
    return mysql() + "spool.path: " + spool + "/spool.db\nforward.returns: all\n";
  }

  private String mysql() {
    var mysql = database.config();
    return "mysql.host: '%s'\nmysql.port: %d\nmysql.user: '%s'\nmysql.pass: '%s'\nmysql.db: '%s'\n"
        .formatted(
            mysql.server().host(),
            mysql.server().port(),
            mysql.credentials().user(),
            mysql.credentials().password(),
            mysql.database());
  }
}
