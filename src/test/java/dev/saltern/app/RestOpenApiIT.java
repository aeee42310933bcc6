package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.Arrivals;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Real answers against what the OpenAPI file, as it is served, says of them.
class RestOpenApiIT {
  private static RestRig rest;
  private static Jid jid;

  @BeforeAll
  static void create() throws Exception {
    rest = new RestRig();
    jid = Arrivals.newJid();
    Map<String, Object> states =
        Map.of(
            "pkg_|-vim_|-vim_|-installed",
            Map.of(
                "result",
                false,
                "comment",
                "no",
                "changes",
                Map.of(),
                "duration",
                1.5,
                "__run_num__",
                0,
                "__sls__",
                "edit",
                "__id__",
                "vim",
                "name",
                "vim"));
    var highstate = Arrivals.answer(jid, "web1", states);
    rest.write(
        Arrivals.published(jid, "state.apply", "web1", "web2", "web3"),
        new dev.saltern.job.Return(
            jid,
            highstate.minion(),
            highstate.body().with("fun", Data.of("state.apply")),
            dev.saltern.job.Source.BUS),
        Arrivals.failure(jid, "web2"),
        Arrivals.event("salt/minion/web1/start", "2026-11-24T12:00:01", "id", "web1"));
    try (var sql = rest.database.connect();
        var statement = sql.createStatement()) {
      statement.execute("INSERT INTO salt_node (node, version) VALUES ('node1', '0.1')");
    }
  }

  @AfterAll
  static void drop() throws Exception {
    rest.close();
  }

  @Test
  void everyAnswerIsAsTheFileSays() throws Exception {
    Data.Dict document = rest.dict("/openapi.json");
    var schema = new Schema(document);
    Map<String, String> asked =
        Map.of(
            "/jobs", "/jobs?limit=1",
            "/jobs/{jid}", "/jobs/" + jid,
            "/jobs/{jid}/returns", "/jobs/" + jid + "/returns",
            "/jobs/{jid}/returns/{minion}", "/jobs/" + jid + "/returns/web2",
            "/jobs/{jid}/missing", "/jobs/" + jid + "/missing",
            "/minions", "/minions",
            "/minions/{id}", "/minions/web1",
            "/minions/{id}/missing", "/minions/web3/missing",
            "/events", "/events",
            "/nodes", "/nodes");

    for (var one : asked.entrySet()) {
      Data.Dict answer = rest.dict(one.getValue());
      assertThat(schema.problems(one.getKey(), answer)).as(one.getKey()).isEmpty();
      answer.list("items").ifPresent(items -> assertThat(items).as(one.getKey()).isNotEmpty());
    }
    assertThat(rest.items("/minions").getFirst().dict("highstate").orElseThrow().integer("failed"))
        .contains(1L);
    Set<String> paths = new HashSet<>(asked.keySet());
    paths.add("/openapi.json");
    assertThat(document.dict("paths").orElseThrow().entries().keySet())
        .isEqualTo(Set.copyOf(paths.stream().map(Data.Text::new).toList()));
  }

  @Test
  void theCheckItselfFindsWhatIsWrong() throws Exception {
    var schema = new Schema(rest.dict("/openapi.json"));

    assertThat(schema.problems("/nodes", Data.dict("items", List.of(), "next", 7, "more", 1)))
        .hasSize(2);
    assertThat(schema.problems("/nodes", Data.dict("items", List.of(Data.dict())))).hasSize(10);
  }
}
