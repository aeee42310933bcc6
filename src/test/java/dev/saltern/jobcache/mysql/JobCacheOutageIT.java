package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.newJid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.demo.EmbeddedMariaDb;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.PageBound;
import dev.saltern.jobcache.ReturnFilter;
import dev.saltern.jobcache.Stored;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Outages of a server we may kill: always the embedded one.
class JobCacheOutageIT {
  @TempDir static Path home;
  private static EmbeddedMariaDb server;
  private static MySqlConfig config;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedMariaDb.start(home);
    try (Connection c = DriverManager.getConnection(server.jdbcUrl(""))) {
      Sql.execute(c, "CREATE DATABASE salt");
    }
    config =
        MySqlConfig.of(
                server.host(),
                server.port(),
                "salt",
                new MySqlConfig.Credentials(EmbeddedMariaDb.USER, server.password()))
            .withLimits(
                new MySqlConfig.Limits(
                    2,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    4 << 20));
    new Migrate(config, Clock.systemUTC()).run();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void killedInMidBatchItIsUnavailableAndThenTheSameBatchesAreStoredOnce() throws Exception {
    Jid jid = newJid();
    List<List<Entry>> batches = new ArrayList<>();
    for (int n = 0; n < 200; n++) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        entries.addAll(batch(answer(jid, "m" + n + "_" + i, "x".repeat(500))));
      }
      batches.add(entries);
    }
    CountDownLatch underWay = new CountDownLatch(3);
    try (MySqlJobCache writer = new MySqlJobCache(config, new Origin("a", "master"));
        MySqlJobLookup lookup = new MySqlJobLookup(config);
        ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Future<Integer> failedAt =
          pool.submit(
              () -> {
                for (int n = 0; n < batches.size(); n++) {
                  try {
                    writer.write(batches.get(n));
                    underWay.countDown();
                  } catch (JobCacheUnavailableException _) {
                    return n;
                  }
                }
                return -1;
              });
      underWay.await();
      server.kill();
      int n = failedAt.get();
      assertThat(n).as("the batch that failed").isPositive();
      assertThat(writer.check().ok()).isFalse();
      assertThatThrownBy(() -> lookup.job(jid)).isInstanceOf(JobCacheUnavailableException.class);

      server.restart();

      // Redelivered from the batch before the one that failed, which may have been committed.
      Stored sum = new Stored(0, 0, 0);
      for (List<Entry> entries : batches.subList(n - 1, batches.size())) {
        sum = sum.plus(writer.write(entries).total());
      }
      assertThat(sum).isEqualTo(new Stored(50 * (batches.size() - n + 1), 0, 0));
      assertThat(lookup.job(jid).orElseThrow().returned()).isEqualTo(50 * batches.size());
      assertThat(writer.check().ok()).as(writer.check().message()).isTrue();
    }
  }

  @Test
  void withoutAServerAWriterIsMadeAndWaits() throws Exception {
    MySqlConfig nowhere = MySqlConfig.of("127.0.0.1", 1, "salt", config.credentials());
    try (MySqlJobCache writer =
        new MySqlJobCache(nowhere.withLimits(config.limits()), new Origin("a", "master"))) {
      assertThatThrownBy(() -> writer.write(batch(answer(newJid(), "web1", 1))))
          .isInstanceOf(JobCacheUnavailableException.class)
          .hasMessageContaining("127.0.0.1:1/salt");
      assertThat(writer.check().ok()).isFalse();
      assertThat(writer.write(List.of()).total()).isEqualTo(new Stored(0, 0, 0));
    }
  }

  @Test
  void aReadOnlyServerIsUnavailableAndSaysSo() throws Exception {
    try (Connection admin = DriverManager.getConnection(server.jdbcUrl("salt"))) {
      Sql.execute(admin, "CREATE OR REPLACE USER node@'127.0.0.1' IDENTIFIED BY 'p'");
      Sql.execute(admin, "GRANT SELECT, INSERT, UPDATE, DELETE ON salt.* TO node@'127.0.0.1'");
      Sql.execute(admin, "SET GLOBAL read_only = 1");
      MySqlConfig node =
          MySqlConfig.of(
              server.host(), server.port(), "salt", new MySqlConfig.Credentials("node", "p"));
      Jid jid = newJid();
      try (MySqlJobCache writer = new MySqlJobCache(node, new Origin("a", "master"));
          MySqlJobLookup lookup = new MySqlJobLookup(node)) {
        assertThatThrownBy(() -> writer.write(batch(answer(jid, "web1", 1))))
            .isInstanceOf(JobCacheUnavailableException.class)
            .hasMessageContaining("1290");
        assertThat(writer.check().message()).contains("read-only");
        assertThat(
                lookup
                    .returns(jid, ReturnFilter.ALL, Optional.empty(), PageBound.ofRows(10))
                    .returns())
            .isEmpty();

        Sql.execute(admin, "SET GLOBAL read_only = 0");

        assertThat(writer.write(batch(answer(jid, "web1", 1))).total())
            .isEqualTo(new Stored(1, 0, 0));
      } finally {
        Sql.execute(admin, "SET GLOBAL read_only = 0");
      }
    }
  }

  @Test
  void aServerThatSpeaksLatin1ByDefaultKeepsWhatMinionsSay() throws Exception {
    try (Connection admin = DriverManager.getConnection(server.jdbcUrl("salt"))) {
      Sql.execute(admin, "CREATE OR REPLACE USER latin@'127.0.0.1' IDENTIFIED BY 'p'");
      Sql.execute(admin, "GRANT SELECT, INSERT, UPDATE, DELETE ON salt.* TO latin@'127.0.0.1'");
      Sql.execute(admin, "SET GLOBAL character_set_server = latin1");
      Sql.execute(admin, "SET GLOBAL init_connect = 'SET NAMES latin1'");
      Jid jid = newJid();
      MySqlConfig node =
          MySqlConfig.of(
              server.host(), server.port(), "salt", new MySqlConfig.Credentials("latin", "p"));
      try (MySqlJobCache writer = new MySqlJobCache(node, new Origin("a", "master"));
          MySqlJobLookup lookup = new MySqlJobLookup(node)) {
        writer.write(batch(answer(jid, "web1", "grün 😀")));

        assertThat(
                Sql.text(admin, "SELECT HEX(`return`) FROM salt_returns WHERE jid = ?", jid.text()))
            .isEqualTo(
                HexFormat.of()
                    .withUpperCase()
                    .formatHex("\"grün 😀\"".getBytes(StandardCharsets.UTF_8)));
        assertThat(
                lookup
                    .returns(jid, ReturnFilter.ALL, Optional.empty(), PageBound.ofRows(10))
                    .returns()
                    .getFirst()
                    .value())
            .isEqualTo(Data.of("grün 😀"));
      } finally {
        Sql.execute(admin, "SET GLOBAL init_connect = ''");
        Sql.execute(admin, "SET GLOBAL character_set_server = utf8mb4");
      }
    }
  }
}
