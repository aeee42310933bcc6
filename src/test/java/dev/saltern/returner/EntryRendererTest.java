package dev.saltern.returner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import dev.saltern.job.Return;
import dev.saltern.jobcache.EntryForm;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.Outcome;
import dev.saltern.jobcache.ReturnBody;
import dev.saltern.jobcache.ReturnEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryRendererTest {
  private static final int BYTES_MAX = 1_000;

  private final EntryRenderer renderer = new EntryRenderer(new EntryForm("master", BYTES_MAX));

  private ReturnEntry render(Return answer) throws JobCacheRejectedException {
    return (ReturnEntry) renderer.render(answer, 7);
  }

  private static Return returning(Object value) {
    Return good = Arrivals.ret("web1");
    return new Return(
        good.jid(), good.minion(), good.body().with("return", Data.of(value)), good.source());
  }

  @Test
  void theReturnIsASliceOfTheLoad() throws Exception {
    ReturnEntry entry = render(returning("ü"));

    ReturnBody.Whole whole = (ReturnBody.Whole) entry.said().body();
    assertThat(new String(whole.json(), UTF_8)).startsWith("{\"return\": \"ü\", \"retcode\": 0");
    assertThat(new String(whole.json(), whole.from(), whole.to() - whole.from(), UTF_8))
        .isEqualTo("\"ü\"");
    assertThat(entry.position()).isEqualTo(7);
    assertThat(entry.went())
        .isEqualTo(new ReturnEntry.Went("test.ping", java.util.Optional.of(0L), true, Outcome.OK));
    assertThat(entry.said().states()).isEmpty();
  }

  @Test
  void aReturnOverTheBoundIsInPartsWithAStandIn() throws Exception {
    ReturnEntry entry = render(returning("x".repeat(BYTES_MAX)));

    ReturnBody.Parts parts = (ReturnBody.Parts) entry.said().body();
    assertThat(parts.jsonBytes()).isGreaterThan(BYTES_MAX);
    assertThat(new String(parts.standIn().json(), UTF_8))
        .contains(
            "\"return\": \"" + parts.jsonBytes() + " bytes of JSON, kept in salt_return_body\"")
        .contains("\"id\": \"web1\"");
  }

  @Test
  void onlyARunOfStatesIsKeptOpen() throws Exception {
    Data.Dict run = Data.dict("file_|-a_|-b_|-managed", Data.dict("result", true));
    Return failed =
        new Return(
            Arrivals.JID,
            Arrivals.ret("web1").minion(),
            Data.dict("fun", "state.apply", "return", List.of("no such sls"), "retcode", 1),
            Arrivals.ret("web1").source());

    assertThat(render(returning(run)).said().states()).contains(run);
    assertThat(render(failed).said().states()).contains(Data.of(List.of("no such sls")));
    assertThat(render(returning(Data.dict("a", 1))).said().states()).isEmpty();
  }

  @Test
  void whatIsTooDeepForJsonIsRejected() {
    Data deep = Data.of(1);
    for (int level = 0; level < 5_000; level++) {
      deep = new Data.Seq(List.of(deep));
    }
    Data value = deep;
    assertThatThrownBy(() -> render(returning(value)))
        .isInstanceOf(JobCacheRejectedException.class)
        .hasMessage("the return of web1 to job 20261124120000000000 cannot be written as JSON");
  }
}
