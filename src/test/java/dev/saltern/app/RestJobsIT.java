package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.wire.JsonText;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestJobsIT {
  private static RestRig rest;
  private static final List<Jid> JIDS = new ArrayList<>();

  @BeforeAll
  static void create() throws Exception {
    rest = new RestRig();
    for (int i = 0; i < 25; i++) {
      Jid jid = Arrivals.newJid();
      JIDS.addFirst(jid);
      rest.write(
          Arrivals.published(jid, i % 5 == 0 ? "state.apply" : "test.ping", "web1", "web2"),
          i % 5 == 0 ? Arrivals.failure(jid, "web1") : Arrivals.answer(jid, "web1", true));
    }
    rest.database.summarise();
  }

  @AfterAll
  static void drop() throws Exception {
    rest.close();
  }

  @Test
  void aJobIsOneRecord() throws Exception {
    Jid jid = JIDS.getLast();

    HttpResponse<String> answer = rest.get("/jobs/" + jid);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    Data.Dict job = dict(answer.body());
    assertThat(job.text("jid")).contains(jid.text());
    assertThat(job.text("started").orElseThrow()).startsWith("2026-11-24T12:00:00").endsWith("Z");
    assertThat(job.text("fun")).contains("state.apply");
    assertThat(job.integer("expected")).contains(2L);
    assertThat(job.integer("failed")).contains(1L);
    assertThat(job.integer("missing")).contains(1L);
  }

  @Test
  void thePagesHaveEveryJobOnceNewestFirst() throws Exception {
    var seen = new ArrayList<String>();
    String path = "/jobs?limit=7&all=true";
    for (int page = 0; page < 5 && !path.isEmpty(); page++) {
      HttpResponse<String> answer = rest.get(path);
      Data.Dict list = dict(answer.body());
      list.list("items").orElseThrow().stream()
          .map(item -> ((Data.Dict) item).text("jid").orElseThrow())
          .forEach(seen::add);
      String link = answer.headers().firstValue("link").orElse("");
      assertThat(link.isEmpty()).isEqualTo(list.text("next").isEmpty());
      path = link.replaceFirst("^</api/v1(/.*)>; rel=\"next\"$", "$1");
      assertThat(path).contains(list.text("next").orElse(""));
    }

    assertThat(seen).containsExactlyElementsOf(JIDS.stream().map(Jid::text).toList());
    assertThat(new HashSet<>(seen)).hasSize(25);
  }

  @Test
  void theFiltersAreThoseOfTheCommands() throws Exception {
    assertThat(count("/jobs?fun=state.*")).isEqualTo(5);
    assertThat(count("/jobs?failed=true")).isEqualTo(5);
    assertThat(count("/jobs?minion=web1&limit=1000")).isEqualTo(25);
    assertThat(count("/jobs?minion=web9")).isZero();
    assertThat(count("/jobs?user=sudo_*&fun=")).isEqualTo(25);
    assertThat(count("/jobs?until=2026-11-24T11:00:00Z")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          /jobs?minoin=web1, minoin, did you mean minion?
          /jobs?limt=1, limt, did you mean limit?
          /jobs?limit=0, limit, expected 1 to 1000
          /jobs?limit=1001, limit, expected 1 to 1000
          /jobs?since=soon, since, expected a time
          /jobs?failed=maybe, failed, expected true or false
          /jobs?fun=a&fun=b, fun, expected it once
          /jobs?after=nonsense, after, expected the token
          /jobs/42, jid, expected 20 digits
          /jobs/20261124120000000001?x=1, x, no such parameter
          """)
  void whatIsWrongIsNamed(String path, String parameter, String detail) throws Exception {
    HttpResponse<String> answer = rest.get(path);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    Data.Dict problem = dict(answer.body());
    assertThat(problem.text("type")).contains("urn:saltern:problem:bad-parameter");
    assertThat(problem.integer("status")).contains(400L);
    assertThat(problem.text("parameter")).contains(parameter);
    assertThat(problem.text("detail").orElseThrow()).contains(detail);
  }

  @Test
  void aTokenOfAnotherQueryIsRefused() throws Exception {
    String token = dict(rest.get("/jobs?limit=2").body()).text("next").orElseThrow();

    assertThat(rest.get("/jobs?limit=9&after=" + token).statusCode()).isEqualTo(200);
    HttpResponse<String> other = rest.get("/jobs?failed=true&after=" + token);
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(other.body()).contains("another query");
  }

  @Test
  void whatIsNotThereIs404() throws Exception {
    assertThat(rest.get("/jobs/20200101000000000000").statusCode()).isEqualTo(404);
    assertThat(rest.get("/jobs/20200101000000000000/nothing").statusCode()).isEqualTo(404);
    assertThat(rest.get("/nothing").body()).contains("urn:saltern:problem:not-found");
    assertThat(rest.http.get("/").statusCode()).isEqualTo(404);
  }

  private static int count(String path) throws Exception {
    return dict(rest.get(path).body()).list("items").orElseThrow().size();
  }

  static Data.Dict dict(String json) throws Exception {
    return (Data.Dict) JsonText.read(json);
  }
}
