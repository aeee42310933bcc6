package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.failure;
import static dev.saltern.jobcache.Arrivals.published;
import static dev.saltern.jobcache.mysql.States.CHANGED;
import static dev.saltern.jobcache.mysql.States.FAILED;
import static dev.saltern.jobcache.mysql.States.OK;
import static dev.saltern.jobcache.mysql.States.applied;
import static dev.saltern.jobcache.mysql.States.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The queries of `docs/reference/queries.md`, on a database in which each has an answer.
class JobCacheQueriesIT {
  private static final DateTimeFormatter JID =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'000000'");

  private final Instant now = Instant.now();
  private final Jid latest = jid(Duration.ofMinutes(1));
  private final Jid open = jid(Duration.ofHours(2));
  private final Jid early = jid(Duration.ofHours(3));
  private final Jid old = jid(Duration.ofDays(9));

  private Jid jid(Duration ago) {
    return new Jid(JID.format(now.minus(ago).atOffset(ZoneOffset.UTC)));
  }

  private void fill(TestDatabase database) throws Exception {
    try (MySqlJobCache cache =
        new MySqlJobCache(database.config(), new Origin("node1", "master"), StatesKept.CHANGED)) {
      cache.write(batch(answer(old, "silent1", true)));
      cache.write(batch(published(early, "state.apply", "web1", "web2")));
      cache.write(batch(applied(early, "web1", run(OK, CHANGED))));
      cache.write(batch(applied(early, "web2", run(CHANGED))));
      cache.write(batch(published(open, "cmd.run", "web1", "db1")));
      cache.write(batch(failure(open, "web1")));
      cache.write(batch(published(latest, "state.apply", "web1", "web2", "db1")));
      cache.write(
          batch(
              applied(latest, "web1", run(OK, CHANGED, FAILED)),
              applied(latest, "web2", run(OK, OK.with("duration", dev.saltern.job.Data.of(9e5)))),
              answer(latest, "odd1", "x"),
              answer(latest, "odd1", "y"),
              new Gap(now.minusSeconds(60), now.minusSeconds(30), Gap.Reason.DISCONNECT, 7)));
    }
  }

  /// What the first column says.
  private Map<String, List<String>> answers() {
    Map<String, List<String>> expected = new LinkedHashMap<>();
    String last = latest.text();
    expected.put("The jobs of the last day", List.of(last, open.text(), early.text()));
    expected.put("The jobs of a user", List.of(last, open.text(), early.text()));
    expected.put("Who has not answered a job, and why", List.of("db1"));
    expected.put("What a minion has not answered", List.of(last, open.text()));
    expected.put("Jobs that are not complete after an hour", List.of(open.text()));
    expected.put("Who failed their last highstate", List.of("web1"));
    expected.put("In which states they failed", List.of("web1"));
    expected.put("The states that fail on most minions", List.of("web"));
    expected.put("What a state changed, and where", List.of("web1", "web1"));
    expected.put("The slowest states", List.of("web", "web", "web"));
    expected.put("The minions with the slowest state runs", List.of("web2", "web1"));
    expected.put("Minions on which every run changes something", List.of("web1"));
    expected.put("The functions that fail most, by day", List.of());
    expected.put("Minions silent for 7 days", List.of("silent1"));
    expected.put("Minions that were asked and never answered", List.of("db1"));
    expected.put("What a minion did lately", List.of(last, open.text(), early.text()));
    expected.put("Minions that answered one job in two ways", List.of(last));
    expected.put("When nodes may have missed events", List.of("node1"));
    expected.put("Nodes that are silent or behind", List.of("node1"));
    return expected;
  }

  @Test
  void everyQueryOfThePageHasItsAnswer() throws Exception {
    Map<String, List<String>> page = SqlPage.read("reference", "queries.md");
    Map<String, List<String>> expected = answers();
    assertThat(page.keySet()).containsExactlyElementsOf(expected.keySet());

    try (TestDatabase database = TestDatabase.migrated();
        Connection sql = database.connect()) {
      fill(database);
      Sql.execute(
          sql,
          "INSERT INTO salt_node (node, version, seen) VALUES ('node2', '1', CURRENT_TIMESTAMP(6)),"
              + " ('node1', '1', CURRENT_TIMESTAMP(6) - INTERVAL 5 MINUTE)");
      for (var query : page.entrySet()) {
        assertThat(query.getValue()).as(query.getKey()).hasSize(1);
        String statement =
            query
                .getValue()
                .getFirst()
                .replace("20261124120000000000", latest.text())
                .replace("'nginx'", "'s1'");
        List<String> found = Sql.texts(sql, statement);
        if (query.getKey().endsWith("by day")) {
          // Around midnight the failures are of two days.
          assertThat(found).as(query.getKey()).contains(open.text().substring(0, 8));
        } else {
          assertThat(found)
              .as(query.getKey())
              .containsExactlyElementsOf(expected.get(query.getKey()));
        }
      }
    }
  }
}
