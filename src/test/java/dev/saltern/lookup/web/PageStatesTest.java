package dev.saltern.lookup.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobMinion.Standing;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Empty, unreachable, running and very long: what each page says then.
class PageStatesTest {
  @ParameterizedTest
  @ValueSource(strings = {"/", "/jobs", "/minions", "/events", "/status"})
  void beforeTheFirstJobThereIsANextStep(String path) throws Exception {
    try (Rendered site = new Rendered(new SampleJobCache())) {
      Document page = site.page(path);

      assertThat(page.select(".empty h2").text()).containsAnyOf("yet");
      assertThat(page.select(".empty pre").text()).containsAnyOf("salt", "saltern");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/jobs?fun=nope.*",
        "/minions?minion=nope*",
        "/events?tag=nope",
        "/minions/web1?failed=true&fun=nope",
        "/jobs/20261124115800000001?minion=nope*"
      })
  void filtersThatLetNothingThroughCanBeCleared(String path) throws Exception {
    SampleJobCache cache = Samples.site();
    cache.jobs.remove(Samples.HOSTILE);
    try (Rendered site = new Rendered(cache)) {
      String clear = site.page(path).select(".empty a").attr("href");

      assertThat(clear).isEqualTo(path.substring(0, path.indexOf('?')));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/jobs", "/jobs/20261124115800000001", "/minions", "/events", "/status"})
  void aJobCacheThatIsAwayIsSaidWithSinceWhen(String path) throws Exception {
    SampleJobCache cache = Samples.site();
    cache.down = true;
    try (Rendered site = new Rendered(cache)) {
      HttpResponse<byte[]> response = site.get(path);

      assertThat(response.statusCode()).isEqualTo(503);
      Document page = Rendered.parsed(response);
      assertThat(page.select("h1").text()).isEqualTo("The job cache cannot be reached");
      assertThat(page.select("main time").attr("datetime")).isEqualTo("2026-11-24T12:00:00Z");
      assertThat(page.select("main a").attr("href")).isEqualTo(path);
    }
  }

  @Test
  void aRunningJobLooksAgainAndACompleteOneDoesNot() throws Exception {
    try (Rendered site = new Rendered(Samples.site())) {
      Document running = site.page(Links.job(Samples.RUNNING));

      assertThat(running.select("#live").attr("hx-get")).isEqualTo(Links.job(Samples.RUNNING));
      assertThat(running.select("button[data-pause]")).hasSize(1);
      assertThat(site.page(Links.job(Samples.STATES)).select("[hx-get], [data-pause]")).isEmpty();
    }
  }

  @Test
  void aJobOfAHundredThousandMinionsIsReadInPages() throws Exception {
    List<JobMinion> many = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      Standing standing =
          i % 1_000 == 0 ? Standing.FAILED : i % 700 == 1 ? Standing.MISSING : Standing.OK;
      many.add(SampleJobCache.minion("m%06d".formatted(i), standing));
    }
    SampleJobCache cache = new SampleJobCache();
    cache.job(Samples.PING, Samples.load("test.ping", "*"), true, many);
    try (Rendered site = new Rendered(cache)) {
      Document first = site.page(Links.job(Samples.PING));
      Document third =
          site.page(
              site.page(first.select("a[rel=next]").attr("href"))
                  .select("a[rel=next]")
                  .attr("href"));

      assertThat(first.select("#live tbody tr")).hasSize(50);
      assertThat(first.select("#live tbody tr.row-failed")).hasSize(50);
      assertThat(third.select("#live tbody tr.row-missing")).hasSize(50);
      assertThat(first.select(".tabs b").eachText())
          .containsExactly("100,000", "100", "143", "99,757");
      assertThat(cache.rowsMax).isLessThanOrEqualTo(SaltCommand.IDS_MAX + 1);
    }
  }

  @Test
  void fromTheOverviewAFailedMinionsOutputIsTwoClicksAway() throws Exception {
    try (Rendered site = new Rendered(Samples.site())) {
      String job = site.page("/").expectFirst("section table a.name").attr("href");
      String minion = site.page(job).expectFirst("#live tbody a").attr("href");

      assertThat(site.page(minion).select("tr.row-failed").text()).contains("did not start");
    }
  }

  @Test
  void statesAreATableWithWhatTheyChanged() throws Exception {
    try (Rendered site = new Rendered(Samples.site())) {
      Document page = site.page(Links.job(Samples.STATES) + "/web2");

      assertThat(page.select("tbody .mark").eachText()).containsExactly("ok", "changed", "failed");
      assertThat(page.expectFirst("tbody details pre").wholeText())
          .isEqualTo("diff:\n    --- a\n    +++ b\n    -1\n    +2");
      assertThat(page.select(".counts").text())
          .isEqualTo("1 failed 1 ok 1 changed of 3 states in 37.5 ms");
      assertThat(site.page(Links.job(Samples.STATES) + "/web2?as=json").select("pre").text())
          .contains("\"__run_num__\": 2");
    }
  }

  @Test
  void theCommandLineAndTheApiSayTheSame() throws Exception {
    try (Rendered site = new Rendered(Samples.site())) {
      Document page = site.page("/jobs?fun=state.*&since=2h");

      assertThat(page.select(".foot code").eachText())
          .containsExactly(
              "/api/v1/jobs?fun=state.%2A&since=2h", "saltern jobs --fun 'state.*' --since 2h");
    }
  }
}
