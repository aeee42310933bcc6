package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.announced;
import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.event;
import static dev.saltern.jobcache.Arrivals.inDirectory;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static dev.saltern.jobcache.Arrivals.trimmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.Stored;
import dev.saltern.jobcache.Written;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the contract cannot see through the ports: rows beside the kept one, locks, packets.
class JobCacheSqlIT {
  private static JobCacheRig rig;
  private static MySqlJobCache a;
  private static MySqlJobCache b;
  private static Connection sql;

  @BeforeAll
  static void create() throws Exception {
    rig = new JobCacheRig();
    a = rig.writer("a");
    b = rig.writer("b");
    sql = rig.sql;
  }

  @AfterAll
  static void drop() throws Exception {
    rig.close();
  }

  @Test
  void eachOtherAnswerIsOneConflictRowInWhateverOrderTheyCome() throws Exception {
    List<List<Integer>> orders =
        List.of(List.of(0, 1, 2, 3), List.of(3, 2, 1, 0), List.of(1, 3, 0, 2), List.of(2, 0, 3, 1));
    for (List<Integer> order : orders) {
      Jid jid = newJid();
      List<Return> copies =
          List.of(
              answer(jid, "web1", "x", "2026-11-24T12:00:01"),
              answer(jid, "web1", "y", "2026-11-24T12:00:02"),
              answer(jid, "web1", "x", "2026-11-24T12:00:03"),
              answer(jid, "web1", "z", "2026-11-24T12:00:00.5"));
      for (int i : order) {
        a.write(batch(copies.get(i)));
      }
      assertThat(conflicts(jid)).as("order %s", order).containsExactly("\"y\"", "\"z\"");
      assertThat(kept(jid)).as("order %s", order).isEqualTo("\"x\"");
    }
  }

  @Test
  void aBetterSourceIsNoConflictAndEndsThoseOfPoorerOnes() throws Exception {
    Jid jid = newJid();
    Return bus = answer(jid, "web1", "x");
    a.write(batch(cut(bus)));
    b.write(batch(cut(answer(jid, "web1", "y"))));
    assertThat(conflicts(jid)).hasSize(1);

    a.write(batch(bus));

    assertThat(conflicts(jid)).isEmpty();
    assertThat(kept(jid)).isEqualTo("\"x\"");
  }

  @Test
  void whatTwoDirectoriesSayStaysAConflict() throws Exception {
    Jid jid = newJid();
    Return bus = answer(jid, "web1", "x");
    a.write(batch(inDirectory(bus)));
    b.write(batch(inDirectory(answer(jid, "web1", "y"))));

    a.write(batch(trimmed(bus), bus));

    assertThat(conflicts(jid)).containsExactly("\"y\"");
    assertThat(kept(jid)).isEqualTo("\"x\"");
  }

  /// As the bus shows it with something else cut out.
  private static Return cut(Return answer) {
    return new Return(answer.jid(), answer.minion(), answer.body(), Source.TRIMMED);
  }

  @Test
  void aReplacedBigAnswerLeavesNoPartsBehind() throws Exception {
    Jid jid = newJid();
    a.write(batch(cut(answer(jid, "web1", "x".repeat(5 << 20)))));
    assertThat(parts(jid)).isEqualTo(1);
    assertThat(kept(jid)).contains("\"return\": \"").hasSizeLessThan(200);

    b.write(batch(answer(jid, "web1", "small")));

    assertThat(parts(jid)).isZero();
    assertThat(kept(jid)).isEqualTo("\"small\"");
  }

  @Test
  void anEventIsStoredOnceAndInThePartitionOfItsTime() throws Exception {
    Event one = event("salt/auth", "2026-11-24T12:34:56.789", "id", "web1", "act", "accept");
    List<Entry> entries = batch(one);

    assertThat(a.write(entries).total()).isEqualTo(new Stored(1, 0, 0));
    assertThat(a.write(entries).total()).isEqualTo(new Stored(1, 0, 0));
    assertThat(b.write(batch(one)).total()).isEqualTo(new Stored(0, 0, 1));
    assertThat(b.write(batch(event("salt/auth", "2026-11-24T12:34:57", "id", "web1"))).total())
        .isEqualTo(new Stored(1, 0, 0));

    assertThat(
            Sql.texts(
                sql,
                "SELECT CONCAT(UNIX_TIMESTAMP(alter_time), ' ', master_id, ' ', data)"
                    + " FROM salt_events WHERE tag = 'salt/auth' ORDER BY alter_time"))
        .containsExactly(
            "1795523696 master {\"id\": \"web1\", \"act\": \"accept\","
                + " \"_stamp\": \"2026-11-24T12:34:56.789\"}",
            "1795523697 master {\"id\": \"web1\", \"_stamp\": \"2026-11-24T12:34:57\"}");
  }

  @Test
  void theReturnEventOfAMinionWithTwoMastersIsOne() throws Exception {
    Jid jid = newJid();
    String tag = "salt/job/" + jid + "/ret/web1";
    try (MySqlJobCache other =
        new MySqlJobCache(rig.database.config(), new Origin("c", "other master"))) {
      a.write(batch(event(tag, "2026-11-24T12:00:01", "return", true)));
      assertThat(other.write(batch(event(tag, "2026-11-24T12:00:02", "return", true))).total())
          .isEqualTo(new Stored(0, 0, 1));
    }
    assertThat(Sql.number(sql, "SELECT COUNT(*) FROM salt_events WHERE tag = ?", tag)).isOne();
  }

  @Test
  void anEventOfNoTimeOrOfAnImpossibleOneIsStoredOnceToo() throws Exception {
    for (String stamp : List.of("", "yesterday", "2550-01-01T00:00:00", "0001-01-01T00:00:00")) {
      Event odd = event("odd/" + stamp, stamp, "x", 1);
      assertThat(a.write(batch(odd)).total()).as(stamp).isEqualTo(new Stored(1, 0, 0));
      assertThat(b.write(batch(odd)).total()).as(stamp).isEqualTo(new Stored(0, 0, 1));
    }
    Jid noDate = new Jid("99999999999999999998");
    Event ret = event("salt/job/" + noDate + "/ret/web1", "2026-11-24T12:00:00", "return", 1);
    assertThat(a.write(batch(ret)).total()).isEqualTo(new Stored(1, 0, 0));
    assertThat(b.write(batch(ret)).total()).isEqualTo(new Stored(0, 0, 1));
  }

  @Test
  void namesThatAreTooLongAreCutAndTheWholeStaysInTheJson() throws Exception {
    Jid jid = newJid();
    String longTag = "my/" + "tag😀".repeat(200);
    a.write(batch(published(jid, "f".repeat(400)), event(longTag, "2026-11-24T12:00:00")));

    assertThat(Sql.text(sql, "SELECT fun FROM jids WHERE jid = ?", jid.text())).hasSize(255);
    assertThat(Sql.text(sql, "SELECT `load` FROM jids WHERE jid = ?", jid.text()))
        .contains("f".repeat(400));
    assertThat(Sql.number(sql, "SELECT MAX(CHAR_LENGTH(tag)) FROM salt_events")).isEqualTo(512);
  }

  @Test
  void minionsOfAllNodesStandInTheLoadUpToAThousand() throws Exception {
    Jid jid = newJid();
    a.write(batch(published(jid, "test.ping", ids(0, 600))));
    assertThat(load(jid)).contains("\"Minions\": [\"m0000\", ").contains("\"m0599\"]}");

    b.write(batch(published(jid, "test.ping", ids(400, 1000))));
    assertThat(load(jid)).contains("\"m0999\"]}");

    b.write(batch(published(jid, "test.ping", ids(1000, 1001))));
    assertThat(load(jid)).doesNotContain("Minions").doesNotContain("m0000");
    assertThat(
            Sql.number(
                sql, "SELECT SUM(minion_count) FROM salt_expected_set WHERE jid = ?", jid.text()))
        .isEqualTo(600 + 600 + 1);
  }

  @Test
  void ofExpectationsAndReturnsThatCrossNobodyIsMissing() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(4);
        MySqlJobCache c = new MySqlJobCache(rig.database.config(), new Origin("c", "master"));
        MySqlJobCache d = new MySqlJobCache(rig.database.config(), new Origin("d", "master"))) {
      for (int round = 0; round < 20; round++) {
        Jid jid = newJid();
        String[] ids = ids(0, 60);
        List<Entry> returns =
            IntStream.range(0, 60).mapToObj(i -> batch(answer(jid, ids[i], i)).getFirst()).toList();
        List<Callable<Written>> crossing =
            List.of(
                () -> a.write(batch(published(jid, "test.ping", ids))),
                () -> b.write(batch(published(jid, "test.ping", ids))),
                () -> c.write(returns),
                () -> d.write(returns.reversed()));
        for (Future<Written> done : pool.invokeAll(crossing)) {
          done.get();
        }
        assertThat(
                Sql.texts(
                    sql,
                    "SELECT node FROM salt_expected_set WHERE jid = ? ORDER BY node",
                    jid.text()))
            .as("round %s", round)
            .containsExactly("a", "b");
        assertThat(rig.lookup.missing(jid, Optional.empty(), 10)).as("round %s", round).isEmpty();
        assertThat(rig.lookup.job(jid).orElseThrow().expected()).isEqualTo(60);
      }
    }
  }

  @Test
  void aBatchCaughtInADeadlockIsRepeated() throws Exception {
    Jid first = newJid();
    Jid second = newJid();
    a.write(batch(announced(first, "a.b"), announced(second, "a.b")));
    try (Connection other = rig.database.connect();
        ExecutorService pool = Executors.newSingleThreadExecutor()) {
      long before = b.repeated();
      other.setAutoCommit(false);
      // Heavy with changes, so that the server ends the other of two in a deadlock.
      for (int i = 0; i < 200; i++) {
        Sql.execute(other, "INSERT INTO jids (jid, `load`) VALUES (?, '{}')", newJid().text());
      }
      Sql.execute(other, "UPDATE jids SET class = 1 WHERE jid = ?", second.text());

      Future<Written> write =
          pool.submit(
              () -> b.write(batch(published(first, "a.b", "w"), published(second, "a.b", "w"))));
      await().atMost(Duration.ofSeconds(30)).until(JobCacheSqlIT::oneWaitsForALock);
      Sql.execute(other, "UPDATE jids SET class = 1 WHERE jid = ?", first.text());
      other.commit();

      assertThat(write.get().total()).isEqualTo(new Stored(0, 2, 0));
      assertThat(b.repeated()).isGreaterThan(before);
    }
  }

  @Test
  void aRowThatStaysLockedIsWaitedForAndThenUnavailable() throws Exception {
    Jid jid = newJid();
    a.write(batch(answer(jid, "web1", 1)));
    MySqlConfig impatient =
        rig.database
            .config()
            .withLimits(MySqlConfig.Limits.DEFAULT.withLockTimeout(Duration.ofSeconds(1)));
    try (Connection other = rig.database.connect();
        MySqlJobCache waiting = new MySqlJobCache(impatient, new Origin("w", "master"))) {
      other.setAutoCommit(false);
      Sql.execute(other, "UPDATE salt_returns SET parts = parts WHERE jid = ?", jid.text());

      assertThatThrownBy(() -> waiting.write(batch(answer(jid, "web1", 1))))
          .isInstanceOf(JobCacheUnavailableException.class)
          .hasMessageContaining("1205");
      other.rollback();
      assertThat(waiting.write(batch(answer(jid, "web1", 1))).total())
          .isEqualTo(new Stored(0, 0, 1));
    }
  }

  @Test
  void statementsStayWithinThePacketAndReturnsWithinTheirBound() throws Exception {
    Jid jid = newJid();
    MySqlConfig small =
        rig.database.config().withLimits(MySqlConfig.Limits.DEFAULT.withReturnBytesMax(100_000));
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      entries.addAll(batch(answer(jid, "m" + i, "y".repeat(i == 7 ? 100_001 : 90_000))));
    }
    try (MySqlJobCache writer = new MySqlJobCache(small, new Origin("s", "master"))) {
      assertThat(writer.write(entries).total()).isEqualTo(new Stored(500, 0, 0));
    }
    assertThat(
            Sql.texts(sql, "SELECT id FROM salt_returns WHERE jid = ? AND parts > 0", jid.text()))
        .containsExactly("m7");
  }

  @Test
  void aNodeNeedsNoMoreRightsThanItsOwn() throws Exception {
    String user = "node_" + ProcessHandle.current().pid();
    String account = "'" + user + "'@'%'";
    Sql.execute(sql, "CREATE USER " + account + " IDENTIFIED BY 'n0de-Password'");
    try {
      Sql.execute(
          sql,
          "GRANT SELECT, INSERT, UPDATE, DELETE ON "
              + rig.database.config().database()
              + ".* TO "
              + account);
      MySqlConfig config =
          MySqlConfig.of(
              rig.database.config().server().host(),
              rig.database.config().server().port(),
              rig.database.config().database(),
              new MySqlConfig.Credentials(user, "n0de-Password"));
      Jid jid = newJid();
      try (MySqlJobCache node = new MySqlJobCache(config, new Origin("n", "master"))) {
        assertThat(node.check().ok()).as(node.check().message()).isTrue();
        assertThat(
                node.write(
                        batch(
                            published(jid, "test.ping", "w"),
                            answer(jid, "w", "x".repeat(5 << 20)),
                            event("a/b", "2026-11-24T12:00:00", "n", 1)))
                    .total())
            .isEqualTo(new Stored(3, 0, 0));
      }
      try (MySqlJobCache wrong =
          new MySqlJobCache(
              MySqlConfig.of(
                  config.server().host(),
                  config.server().port(),
                  config.database(),
                  new MySqlConfig.Credentials(user, "wrong")),
              new Origin("n", "master"))) {
        assertThatThrownBy(() -> wrong.write(batch(answer(jid, "w", 1))))
            .isInstanceOf(JobCacheUnavailableException.class);
        assertThat(wrong.check().ok()).isFalse();
        assertThat(wrong.check().message()).contains("1045").doesNotContain("wrong");
      }
    } finally {
      Sql.execute(sql, "DROP USER " + account);
    }
  }

  /// Not from `information_schema.innodb_trx`: MySQL fails to show a statement with bytes in it.
  private static boolean oneWaitsForALock() throws SQLException {
    try (var statement = sql.createStatement();
        var rows = statement.executeQuery("SHOW ENGINE INNODB STATUS")) {
      rows.next();
      String status = rows.getString("Status");
      return status.substring(status.indexOf("LIST OF TRANSACTIONS")).contains("LOCK WAIT");
    }
  }

  private static String[] ids(int from, int to) {
    return IntStream.range(from, to).mapToObj("m%04d"::formatted).toArray(String[]::new);
  }

  private static List<String> conflicts(Jid jid) throws SQLException {
    return Sql.texts(
        sql,
        "SELECT `return` FROM salt_return_conflict WHERE jid = ? ORDER BY `return`",
        jid.text());
  }

  private static String kept(Jid jid) throws SQLException {
    return Sql.text(sql, "SELECT `return` FROM salt_returns WHERE jid = ?", jid.text());
  }

  private static int parts(Jid jid) throws SQLException {
    return Sql.number(sql, "SELECT COUNT(*) FROM salt_return_body WHERE jid = ?", jid.text());
  }

  private static String load(Jid jid) throws SQLException {
    return Sql.text(sql, "SELECT `load` FROM jids WHERE jid = ?", jid.text());
  }
}
