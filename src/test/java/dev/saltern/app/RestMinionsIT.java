package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.mysql.MySqlConfig;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Minions, events and nodes over REST, and what it does under load.
class RestMinionsIT {
  private static RestRig rest;
  private static final List<Jid> JIDS = new ArrayList<>();

  @BeforeAll
  static void create() throws Exception {
    rest =
        new RestRig(
            new MySqlConfig.Limits(
                4, Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(3), 4 << 20));
    for (int i = 0; i < 12; i++) {
      Jid jid = Arrivals.newJid();
      JIDS.addFirst(jid);
      rest.write(
          Arrivals.published(jid, "cmd.run", "web1", "web2", "silent1"),
          Arrivals.answer(jid, "web1", i),
          i % 4 == 0 ? Arrivals.failure(jid, "web2") : Arrivals.answer(jid, "web2", i));
    }
    rest.write(
        Arrivals.event("salt/minion/web1/start", "2026-11-24T12:00:01", "id", "web1"),
        Arrivals.event("salt/minion/web2/start", "2026-11-24T12:00:02", "id", "web2"),
        Arrivals.event("salt/key", "2026-11-24T12:00:03", "act", "accept"));
    try (Connection sql = rest.database.connect();
        var statement = sql.createStatement()) {
      statement.execute(
          "INSERT INTO salt_node (node, version, started, seen, backlog, oldest, spool_bytes, dead,"
              + " moms, moms_connected, tapped) VALUES ('node1', '0.1', '2026-11-24 12:00:00',"
              + " CURRENT_TIMESTAMP(6), 3, '2026-11-24 12:00:01', 4096, 0, 2, 1, 1)");
    }
  }

  @AfterAll
  static void drop() throws Exception {
    rest.close();
  }

  @Test
  void minionsComeByTheirIds() throws Exception {
    assertThat(rest.all("/minions?limit=1", "minion")).containsExactly("web1", "web2");
    assertThat(rest.all("/minions?minion=*2", "minion")).containsExactly("web2");
    Data.Dict last = rest.items("/minions").getFirst().dict("last").orElseThrow();
    assertThat(last.text("jid")).contains(JIDS.getFirst().text());
    assertThat(last.text("state")).contains("ok");
  }

  @Test
  void aMinionHasItsHistory() throws Exception {
    assertThat(rest.all("/minions/web2?limit=5", "jid"))
        .containsExactlyElementsOf(JIDS.stream().map(Jid::text).toList());
    assertThat(rest.items("/minions/web2?failed=true")).hasSize(3);
    assertThat(rest.items("/minions/web2?fun=state.*")).isEmpty();
    assertThat(rest.dict("/minions/web2").text("minion")).contains("web2");
    assertThat(rest.items("/minions/silent1")).isEmpty();
    assertThat(rest.all("/minions/silent1/missing?limit=5", "jid")).hasSize(12);
    assertThat(rest.items("/minions/web1/missing")).isEmpty();
    assertThat(rest.get("/minions/nobody").statusCode()).isEqualTo(404);
    assertThat(rest.get("/minions/nobody/missing").statusCode()).isEqualTo(404);
    assertThat(rest.get("/minions/..%2Fx").statusCode()).isBetween(400, 404);
    assertThat(rest.get("/minions/web1?tag=x").statusCode()).isEqualTo(400);
  }

  @Test
  void eventsComeNewestFirst() throws Exception {
    assertThat(rest.all("/events?limit=2", "tag"))
        .containsExactly("salt/key", "salt/minion/web2/start", "salt/minion/web1/start");
    assertThat(rest.items("/events?tag=salt/minion/*")).hasSize(2);
    assertThat(rest.items("/events?since=2026-11-24T12:00:03Z")).hasSize(1);
    Data.Dict event = rest.items("/events").getFirst();
    assertThat(event.text("stamp")).contains("2026-11-24T12:00:03Z");
    assertThat(event.dict("data").orElseThrow().text("act")).contains("accept");
  }

  @Test
  void nodesSayHowTheyAre() throws Exception {
    Data.Dict node = rest.items("/nodes").getFirst();

    assertThat(node.text("node")).contains("node1");
    assertThat(node.bool("tapped")).contains(true);
    assertThat(node.dict("backlog").orElseThrow())
        .isEqualTo(
            Data.dict("records", 3, "oldest", "2026-11-24T12:00:01Z", "bytes", 4096, "dead", 0));
  }

  @Test
  void aQuestionThatTakesTooLongIsEndedAndAskersMeanwhileAreNotHeld() throws Exception {
    try (Connection sql = rest.database.connect();
        var statement = sql.createStatement()) {
      statement.execute("LOCK TABLES salt_node WRITE");
      HttpResponse<String> slow = rest.get("/nodes");
      statement.execute("UNLOCK TABLES");

      assertThat(slow.statusCode()).isEqualTo(503);
      assertThat(slow.body())
          .contains("urn:saltern:problem:job-cache-slow")
          .doesNotContain("salt_node");
    }
    assertThat(rest.get("/nodes").statusCode()).isEqualTo(200);
  }

  @Test
  void whenEveryConnectionIsTakenOneMoreIsToldToComeAgain() throws Exception {
    var asked = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    try (Connection sql = rest.database.connect();
        var statement = sql.createStatement()) {
      statement.execute("LOCK TABLES salt_node WRITE");
      for (int i = 0; i < 12; i++) {
        asked.add(ask("/nodes"));
      }
      List<HttpResponse<String>> answers = asked.stream().map(CompletableFuture::join).toList();
      statement.execute("UNLOCK TABLES");

      assertThat(answers)
          .allSatisfy(
              a -> {
                assertThat(a.statusCode()).isEqualTo(503);
                assertThat(a.headers().firstValue("retry-after")).isPresent();
              })
          .anySatisfy(a -> assertThat(a.body()).contains("urn:saltern:problem:busy"));
    }
    assertThat(rest.get("/nodes").statusCode()).isEqualTo(200);
  }

  @Test
  void aThousandRequestsAreAllAnswered() throws Exception {
    var inFlight = new Semaphore(100);
    var asked = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    long start = System.nanoTime();
    for (int i = 0; i < 1000; i++) {
      inFlight.acquire();
      asked.add(ask("/jobs/" + JIDS.get(i % 12)).whenComplete((_, _) -> inFlight.release()));
    }
    Map<Integer, Long> statuses =
        asked.stream()
            .map(a -> a.join().statusCode())
            .collect(
                java.util.stream.Collectors.groupingBy(
                    s -> s, java.util.stream.Collectors.counting()));
    System.out.printf(
        "1,000 requests, 100 at a time: %s in %d ms%n",
        statuses, (System.nanoTime() - start) / 1_000_000);
    assertThat(statuses.keySet()).isSubsetOf(200, 503);
    assertThat(statuses.get(200)).isGreaterThan(900);
  }

  private static CompletableFuture<HttpResponse<String>> ask(String path) {
    return rest.http
        .client()
        .sendAsync(
            rest.http.request("/api/v1" + path).build(), HttpResponse.BodyHandlers.ofString());
  }
}
