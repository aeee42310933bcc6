package dev.saltern.lookup.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.saltern.app.Main;
import dev.saltern.job.MinionId;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Routes, headers, links and escaping of every page.
class WebPagesTest {
  private static final int PAGES_MAX = 400;

  @Test
  void everyLinkOfEveryPageLeadsToAPage() throws Exception {
    try (Rendered site = new Rendered(Samples.site())) {
      Set<String> seen = new TreeSet<>();
      ArrayDeque<String> left = new ArrayDeque<>(List.of("/"));
      while (!left.isEmpty() && seen.size() < PAGES_MAX) {
        String path = left.poll();
        if (!seen.add(path)) {
          continue;
        }
        HttpResponse<byte[]> response = site.get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        if (!path.contains("/raw")) {
          sound(path, response);
          for (Element link : Rendered.parsed(response).select("a[href^=/]")) {
            String href = link.attr("href");
            if (!href.startsWith("/api/")) {
              left.add(href);
            }
          }
        }
      }

      assertThat(seen).hasSizeBetween(40, PAGES_MAX - 1);
      assertThat(seen)
          .contains(
              "/jobs",
              "/minions",
              "/events",
              "/status",
              Links.job(Samples.STATES),
              Links.returned(Samples.HOSTILE, new MinionId(Samples.EVIL)),
              Links.minion(new MinionId(Samples.EVIL)),
              Links.returned(Samples.LONG, new MinionId("web1")) + "/raw?as=text");
    }
  }

  /// What must hold of every page.
  private static void sound(String path, HttpResponse<byte[]> response) {
    Document page = Rendered.parsed(response);
    assertThat(response.headers().firstValue("Content-Type"))
        .as(path)
        .hasValue("text/html; charset=utf-8");
    assertThat(page.title()).as(path).endsWith(" · Saltern");
    assertThat(page.select("h1")).as("%s has one h1", path).hasSize(1);
    assertThat(page.select("main#main, a.skip[href=#main]")).as(path).hasSize(2);
    assertThat(page.select("style, script:not([src]), [style], img, iframe, object"))
        .as("%s has nothing inline", path)
        .isEmpty();
    for (Element element : page.getAllElements()) {
      element.attributes().forEach(a -> assertThat(a.getKey()).as(path).doesNotStartWith("on"));
    }
    for (Element link : page.select("[href], [src], [action]")) {
      for (String name : List.of("href", "src", "action")) {
        assertThat(link.attr(name)).as(path).matches("|/.*|#main").doesNotStartWith("//");
      }
    }
    assertThat(page.select("table:not(:has(> caption))")).as(path).isEmpty();
    assertThat(page.select("table th:not([scope])")).as(path).isEmpty();
    for (Element input : page.select("input:not([type=hidden])")) {
      boolean labelled =
          input.parents().is("label") || !page.select("label[for=" + input.id() + "]").isEmpty();
      assertThat(labelled).as("%s labels %s", path, input).isTrue();
    }
    List<String> ids = page.select("[id]").eachAttr("id");
    assertThat(ids).as(path).doesNotHaveDuplicates();
  }

  @Test
  void theCommandOfEachPageIsOne() throws Exception {
    try (Rendered site = new Rendered(Samples.site())) {
      for (String path :
          List.of(
              "/",
              "/jobs?fun=state.*&minion=web1&tgt=web*&user=root&since=2h&until=now&status=failed&all=true",
              Links.job(Samples.STATES),
              Links.job(Samples.STATES) + "?state=failed&minion=web*",
              Links.job(Samples.STATES) + "?state=missing",
              Links.job(Samples.STATES) + "/web2",
              "/minions?minion=web*",
              "/minions/web1?fun=cmd.*&failed=true&all=true",
              "/events?tag=salt/*&since=2h&until=now",
              "/status")) {
        String command = site.page(path).select(".foot span > code").text();

        assertThat(command).as(path).startsWith("saltern ");
        String[] words = command.substring("saltern ".length()).replace("'", "").split(" ", -1);
        assertThatCode(() -> Main.commandLine().parseArgs(words))
            .as(command)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void whatAMinionReturnsIsTextAndNothingElse() throws Exception {
    try (Rendered site = new Rendered(Samples.site())) {
      Document page = site.page(Links.returned(Samples.HOSTILE, new MinionId(Samples.EVIL)));

      assertThat(page.select("pre.output").text()).isEqualTo(Samples.SCRIPT);
      assertThat(page.select("h1").text()).isEqualTo(Samples.EVIL);
      assertThat(site.page("/events").select("summary").text())
          .isEqualTo("salt/minion/" + Samples.SCRIPT + "/start");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b", "a+b", "a%2Fb", "a;v=1", "a?b#c", "a&b=c", "ä€😀", "'\"<>", "a..b", "%", "[x]*",
        "~-._"
      })
  void anIdOfAnyKindIsFoundByItsAddress(String id) throws Exception {
    SampleJobCache cache = new SampleJobCache();
    cache.job(
        Samples.PING,
        Samples.load("test.ping", "*"),
        true,
        List.of(SampleJobCache.minion(id, dev.saltern.jobcache.JobMinion.Standing.OK)));
    cache.returned(
        Samples.PING, id, "test.ping", Samples.answer(dev.saltern.job.Data.of(true), 0), false);
    try (Rendered site = new Rendered(cache)) {
      String href = site.page(Links.job(Samples.PING)).select("tbody a").attr("href");

      assertThat(href).isEqualTo(Links.returned(Samples.PING, new MinionId(id)));
      assertThat(site.page(href).select("h1").text()).isEqualTo(id);
      assertThat(site.page(Links.minion(new MinionId(id))).select("h1").text()).isEqualTo(id);
      URI found =
          URI.create(
              site.get(Links.with("/find", java.util.Map.of("q", id)))
                  .headers()
                  .firstValue("Location")
                  .orElseThrow());
      assertThat(site.get(found.toString()).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope",
        "/jobs/20200101000000000000",
        "/jobs/20261124115800000001/nobody",
        "/minions/nobody",
        "/static/nope.js",
        "/static/..%2Flogback.xml",
        "/jobs/20261124115800000001/web3/raw"
      })
  void whatIsNotThereIsSaid(String path) throws Exception {
    try (Rendered site = new Rendered(Samples.site())) {
      HttpResponse<byte[]> response = site.get(path);

      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(Rendered.parsed(response).select("main h1")).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/jobs?x=1",
        "/jobs?since=never",
        "/jobs?after=AAAA",
        "/jobs/12",
        "/jobs/20261124115800000001?state=odd",
        "/minions?x=1",
        "/events?since=never",
        "/minions/web1?since=never",
        "/status?x=1",
        "/?x=1",
        "/jobs/20261124115800000001/web2?as=odd"
      })
  void whatCannotBeUnderstoodIsSaid(String path) throws Exception {
    try (Rendered site = new Rendered(Samples.site())) {
      HttpResponse<byte[]> response = site.get(path);

      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(Rendered.text(response))
          .containsAnyOf("expected", "no such", "comes from another query");
    }
  }

  @Test
  void filesMayBeKeptForEverAndPagesMayNot() throws Exception {
    try (Rendered site = new Rendered(Samples.site())) {
      Document page = site.page("/");
      List<String> files =
          page.select("link[href], script[src]").stream()
              .map(e -> e.hasAttr("src") ? e.attr("src") : e.attr("href"))
              .toList();

      assertThat(files).hasSizeGreaterThan(4);
      for (String file : files) {
        HttpResponse<byte[]> response = site.get(file);
        assertThat(response.statusCode()).as(file).isEqualTo(200);
        assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
      }
      assertThat(site.get("/").headers().firstValue("Cache-Control")).hasValue("no-store");
    }
  }

  @Test
  void theWholeReturnIsDownloaded() throws Exception {
    try (Rendered site = new Rendered(Samples.site())) {
      String href = Links.returned(Samples.LONG, new MinionId("web1"));
      HttpResponse<byte[]> raw = site.get(href + "/raw?as=text");

      assertThat(raw.body()).hasSize(17 * 1_200_000);
      assertThat(raw.headers().firstValue("Content-Disposition"))
          .hasValue("attachment; filename=\"" + Samples.LONG + "-web1.txt\"");
      assertThat(site.get(href).body()).hasSizeLessThan(1_000_000);
      assertThat(site.page(href).select(".note").text()).contains("Download");
    }
  }
}
