package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.Entry;
import dev.saltern.wire.JsonText;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The minions of a job over REST.
class RestReturnsIT {
  private static final int RETURNED = 230;
  private static final int MISSING = 25;

  private static RestRig rest;
  private static Jid big;
  private static Jid running;

  @BeforeAll
  static void create() throws Exception {
    rest = new RestRig();
    big = Arrivals.newJid();
    running = Arrivals.newJid();
    String[] ids =
        IntStream.range(0, RETURNED + MISSING).mapToObj("m%03d"::formatted).toArray(String[]::new);
    List<Entry> batch = new ArrayList<>();
    batch.add(Arrivals.entry(Arrivals.published(big, "state.apply", ids)));
    for (int i = 0; i < RETURNED; i++) {
      batch.add(
          Arrivals.entry(
              i % 10 == 0
                  ? Arrivals.failure(big, ids[i])
                  : Arrivals.answer(big, ids[i], Map.of("n", i, "nan", Double.NaN))));
    }
    rest.writer.write(batch);
    rest.write(
        new Completion(
            big,
            Instant.parse("2026-11-24T12:05:00Z"),
            ids.length,
            true,
            IntStream.range(RETURNED, ids.length)
                .boxed()
                .collect(Collectors.toMap(i -> new MinionId(ids[i]), _ -> MinionState.NO_ANSWER))),
        Arrivals.published(running, "test.ping", "web 1/ü".replace("/", "-"), "web2"),
        Arrivals.answer(running, "web 1-ü", "hi"));
  }

  @AfterAll
  static void drop() throws Exception {
    rest.close();
  }

  @Test
  void thePagesHaveEveryReturnOnceByMinion() throws Exception {
    assertThat(rest.all("/jobs/" + big + "/returns?limit=100", "minion"))
        .containsExactlyElementsOf(
            IntStream.range(0, RETURNED).mapToObj("m%03d"::formatted).toList());
    assertThat(rest.all("/jobs/" + big + "/returns?failed=true&limit=7", "minion")).hasSize(23);
    assertThat(rest.all("/jobs/" + big + "/returns?minion=m00*", "minion")).hasSize(10);
    assertThat(rest.all("/jobs/" + big + "/missing?limit=10", "minion")).hasSize(MISSING);
  }

  @Test
  void aReturnHasWhatTheMinionSentAsValidJson() throws Exception {
    Data.Dict one = rest.dict("/jobs/" + big + "/returns/m001");

    assertThat(one.text("state")).contains("ok");
    assertThat(one.dict("return").orElseThrow().text("nan")).contains("NaN");
    assertThat(rest.dict("/jobs/" + running + "/returns/web%201-%C3%BC").text("return"))
        .contains("hi");
  }

  @Test
  void aMissingMinionHasTheNodeAndTheReason() throws Exception {
    List<Data.Dict> missing = rest.items("/jobs/" + big + "/missing?limit=1000");

    assertThat(missing)
        .contains(
            Data.dict(
                "jid", big,
                "minion", "m240",
                "state", "missing",
                "node", "node1",
                "reason", "does not answer"));
  }

  @Test
  void theJobTellsWhatEachNodeSays() throws Exception {
    Data.Dict job = rest.dict("/jobs/" + big);

    assertThat(job.bool("complete")).contains(true);
    assertThat(job.integer("failed")).contains(23L);
    assertThat(job.text("mom")).contains("mom1");
    assertThat(job.list("nodes").orElseThrow())
        .containsExactly(
            Data.dict(
                "node",
                "node1",
                "expected",
                RETURNED + MISSING,
                "missing",
                MISSING,
                "complete",
                true,
                "asked",
                "2026-11-24T12:05:00Z"));
    assertThat(rest.dict("/jobs/" + running).bool("complete")).contains(false);
  }

  @Test
  void aCompleteJobHasAStrongTagAnd304() throws Exception {
    for (String path :
        List.of("", "/returns", "/returns?failed=true", "/returns/m001", "/missing")) {
      HttpResponse<String> first = rest.get("/jobs/" + big + path);
      String tag = first.headers().firstValue("etag").orElseThrow();
      assertThat(tag).startsWith("\"").endsWith("\"");

      HttpResponse<String> same =
          rest.get("/jobs/" + big + path, "If-None-Match", "\"other\", W/" + tag);
      assertThat(same.statusCode()).as(path).isEqualTo(304);
      assertThat(same.body()).isEmpty();
      assertThat(same.headers().firstValue("etag")).contains(tag);
      assertThat(same.headers().firstValue("x-frame-options")).contains("DENY");
      HttpResponse<String> other = rest.get("/jobs/" + big + path, "If-None-Match", "\"other\"");
      assertThat(other.statusCode()).isEqualTo(200);
      assertThat(other.body()).isEqualTo(first.body());
    }
    HttpResponse<String> open = rest.get("/jobs/" + running);
    assertThat(open.headers().firstValue("etag")).isEmpty();
    assertThat(open.headers().firstValue("cache-control")).contains("no-store");
  }

  @Test
  void headHasTheTagAndNoBody() throws Exception {
    HttpResponse<String> head =
        rest.http.send(rest.http.request("/api/v1/jobs/" + big + "/returns").HEAD());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("etag")).isPresent();
    assertThat(head.body()).isEmpty();
  }

  @Test
  void whatIsNotThereAndWhatIsWrong() throws Exception {
    Jid none = new Jid("20200101000000000000");
    assertThat(rest.get("/jobs/" + none + "/returns").statusCode()).isEqualTo(404);
    assertThat(rest.get("/jobs/" + none + "/missing").statusCode()).isEqualTo(404);
    assertThat(rest.get("/jobs/" + big + "/returns/nobody").statusCode()).isEqualTo(404);
    assertThat(rest.get("/jobs/" + big + "/returns/a%0Ab").statusCode()).isEqualTo(400);
    assertThat(rest.get("/jobs/" + big + "/returns?failed=perhaps").statusCode()).isEqualTo(400);
    assertThat(rest.get("/jobs/" + big + "/returns?state=failed").body())
        .contains("no such parameter");
    String token = rest.dict("/jobs/" + big + "/returns?limit=5").text("next").orElseThrow();
    assertThat(rest.get("/jobs/" + running + "/returns?after=" + token).statusCode())
        .isEqualTo(400);
    assertThat(rest.get("/jobs/" + big + "/missing?after=" + token).statusCode()).isEqualTo(400);
  }

  @Test
  void aMillionCharactersComeWhole() throws Exception {
    Jid jid = Arrivals.newJid();
    String text = "é\uD83D\uDE00\"\\\n".repeat(1 << 20);
    rest.write(Arrivals.published(jid, "cmd.run", "big1"), Arrivals.answer(jid, "big1", text));

    HttpResponse<String> answer = rest.get("/jobs/" + jid + "/returns/big1");

    assertThat(((Data.Dict) JsonText.read(answer.body())).text("return").orElseThrow().equals(text))
        .isTrue();
  }
}
