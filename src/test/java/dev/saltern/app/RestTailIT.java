package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.Arrivals;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Server-sent events.
class RestTailIT {
  private static final Duration SOON = Duration.ofSeconds(15);

  private RestRig rest;
  private final List<TailClient> clients = new ArrayList<>();

  @BeforeEach
  void create() throws Exception {
    rest = new RestRig();
  }

  @AfterEach
  void drop() throws Exception {
    clients.forEach(TailClient::close);
    rest.close();
  }

  @Test
  void eventsComeAsTheyAreStoredAndATailGoesOnWhereItWasCut() throws Exception {
    store("before");
    TailClient first = tail("/events?tag=e/*", Optional.empty());
    await().atMost(SOON).until(() -> first.lastId().isPresent());
    store("e/1");
    store("other");
    store("e/2");
    await().atMost(SOON).until(() -> first.names("tag").size() == 2);
    String cut = first.lastId().orElseThrow();
    first.close();
    store("e/3");

    TailClient second = tail("/events?tag=e/*", Optional.of(cut));

    await().atMost(SOON).until(() -> !second.names("tag").isEmpty());
    assertThat(first.names("tag")).containsExactly("e/1", "e/2");
    assertThat(second.names("tag")).containsExactly("e/3");
    assertThat(second.answer().headers().firstValue("content-type")).contains("text/event-stream");
  }

  @Test
  void aJobIsFollowedUntilItIsComplete() throws Exception {
    Jid jid = Arrivals.newJid();
    rest.write(Arrivals.published(jid, "test.ping", "web1", "web2"));
    TailClient tail = tail("/jobs/" + jid, Optional.empty());
    await().atMost(SOON).until(() -> tail.events().contains("job"));
    rest.write(Arrivals.answer(jid, "web1", true));
    await().atMost(SOON).until(() -> tail.events().size() == 2);
    rest.write(Arrivals.failure(jid, "web2"));

    await().atMost(SOON).until(tail::ended);
    assertThat(tail.events()).startsWith("job", "job").endsWith("complete");
    assertThat(tail.data().getLast().integer("failed")).contains(1L);
    HttpResponse<String> again =
        rest.get(
            "/jobs/" + jid,
            "Accept",
            "text/event-stream",
            "Last-Event-ID",
            tail.lastId().orElseThrow());
    assertThat(again.statusCode()).isEqualTo(204);
  }

  @Test
  void oneTailTooManyIsToldToComeAgain() throws Exception {
    for (int i = 0; i < 4; i++) {
      tail("/events", Optional.empty());
    }
    HttpResponse<String> fifth = rest.get("/events", "Accept", "text/event-stream");

    assertThat(fifth.statusCode()).isEqualTo(503);
    assertThat(fifth.headers().firstValue("retry-after")).contains("1");
    clients.removeFirst().close();
    await()
        .atMost(Duration.ofSeconds(30)) // the heartbeat finds out that it is gone
        .until(() -> status("/events") == 200);
  }

  @Test
  void whatIsWrongIsAProblemAsOfAnyRequest() throws Exception {
    String sse = "text/event-stream";
    assertThat(rest.get("/events?limit=5", "Accept", sse).statusCode()).isEqualTo(400);
    assertThat(rest.get("/events", "Accept", sse, "Last-Event-ID", "nonsense").statusCode())
        .isEqualTo(400);
    assertThat(rest.get("/jobs/20200101000000000000", "Accept", sse).statusCode()).isEqualTo(404);
    assertThat(rest.get("/events", "Accept", sse, "Last-Event-ID", "9".repeat(9000)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void theServerEndsTailsWhenItEnds() throws Exception {
    TailClient tail = tail("/events", Optional.empty());
    await().atMost(SOON).until(() -> tail.lastId().isPresent());
    long start = System.nanoTime();

    rest.http.server().close();

    await().atMost(SOON).until(tail::ended);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  private int status(String path) throws Exception {
    TailClient client = new TailClient(rest.http.request("/api/v1" + path), rest.http.client());
    try (client) {
      return client.answer().statusCode();
    }
  }

  private void store(String tag) throws Exception {
    rest.write(Arrivals.event(tag, "2026-11-24T12:00:01", "n", 1));
  }

  private TailClient tail(String path, Optional<String> lastId) throws Exception {
    HttpRequest.Builder request = rest.http.request("/api/v1" + path);
    lastId.ifPresent(id -> request.header("Last-Event-ID", id));
    var client = new TailClient(request, rest.http.client());
    clients.add(client);
    assertThat(client.answer().statusCode()).isEqualTo(200);
    return client;
  }
}
