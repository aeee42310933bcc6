package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Jid;
import dev.saltern.returner.Kind;
import dev.saltern.simulator.FakeMinions;
import dev.saltern.simulator.Job;
import dev.saltern.simulator.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a real node, below a simulated MoM and with a real database, tells a scraper.
class MetricsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int MINIONS = 20;
  private static final Set<String> LABELS =
      Set.of("kind", "mom", "reader", "cause", "outcome", "le");

  private static final String[] NODE = {
    "Ledger", "Lag and drain", "Spool", "Event bus and gaps", "MoMs", "Jobs", "Process"
  };

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private NodeSite site;

  @BeforeEach
  void start() throws Exception {
    var options = Scenario.Options.standard().withMode(FakeMinions.Mode.DIRECT);
    site = new NodeSite(Scenario.Plan.of(1, MINIONS, 0).with(options), folder);
    open.add(site);
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void thePageHasEachMetricOfAScrapeAndNoOther() throws Exception {
    Metrics metrics = node();
    Jid jid = site.mom().publish(Job.of("test.ping", "*"));
    site.mom().publish(Job.of("saltutil.find_job", "*", jid.text()));
    await().atMost(PATIENCE).until(() -> site.returns(jid) == MINIONS);
    await().atMost(PATIENCE).until(() -> metrics.scrape().contains("saltern_filtered_total{"));

    ScrapeText scrape = ScrapeText.parse(metrics.scrape());

    assertThat(new TreeSet<>(scrape.types().keySet())).isEqualTo(pageNames(NODE));
    assertThat(scrape.samples().stream().filter(s -> s.name().startsWith("saltern_")))
        .filteredOn(s -> !s.name().equals("saltern_build_info"))
        .allSatisfy(s -> assertThat(LABELS).containsAll(s.labels().keySet()));
    assertThat(scrape.value("saltern_scrape_errors")).isZero();
  }

  @Test
  void theLedgerBalancesInEachScrapeAndMatchesTheTables() throws Exception {
    Metrics metrics = node();
    Jid jid = site.mom().publish(Job.of("test.ping", "*"));
    await().atMost(PATIENCE).until(() -> site.returns(jid) == MINIONS);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              ScrapeText scrape = ScrapeText.parse(metrics.scrape());
              assertBalanced(scrape);
              return pending(scrape) == 0
                  && scrape.value("saltern_reader_behind", "reader", "mysql") == 0
                  && scrape.value("saltern_mom_sent_total", "kind", "return") == MINIONS;
            });

    ScrapeText scrape = ScrapeText.parse(metrics.scrape());

    assertThat(scrape.value("saltern_ledger_stored_total", "kind", "return"))
        .isEqualTo(site.returns());
    assertThat(scrape.value("saltern_lag_seconds_count", "kind", "return"))
        .isEqualTo(scrape.value("saltern_ledger_stored_total", "kind", "return"));
    assertThat(scrape.value("saltern_bus_up")).isEqualTo(1);
    assertThat(scrape.value("saltern_mom_up")).isEqualTo(1);
    assertThat(scrape.value("saltern_jobs_down_total", "outcome", "published")).isEqualTo(1);
  }

  @Test
  void whileMysqlIsAwayTheBacklogIsWhatTheReaderHasNotPassed() throws Exception {
    site.settings(1);
    Metrics metrics = node();
    site.mom().publish(Job.of("test.ping", "*"));
    await().atMost(PATIENCE).until(() -> site.ledger(Kind.RETURN).seen() == MINIONS);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                ScrapeText.parse(metrics.scrape())
                        .value("saltern_drain_retries_total", "cause", "unavailable")
                    > 0);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              ScrapeText scrape = ScrapeText.parse(metrics.scrape());
              assertBalanced(scrape);
              assertThat(pending(scrape))
                  .isEqualTo(scrape.value("saltern_reader_behind", "reader", "mysql"))
                  .isGreaterThanOrEqualTo(MINIONS);
              assertThat(scrape.value("saltern_reader_oldest_seconds", "reader", "mysql"))
                  .isPositive();
            });
  }

  private static void assertBalanced(ScrapeText scrape) {
    for (Kind kind : Kind.values()) {
      String[] label = {"kind", kind.toString()};
      assertThat(scrape.value("saltern_ledger_seen_total", label))
          .as(kind.toString())
          .isEqualTo(
              scrape.value("saltern_ledger_stored_total", label)
                  + scrape.value("saltern_ledger_duplicate_total", label)
                  + scrape.value("saltern_ledger_filtered_total", label)
                  + scrape.value("saltern_ledger_dead", label)
                  + scrape.value("saltern_ledger_pending", label));
      assertThat(scrape.value("saltern_ledger_pending", label)).isNotNegative();
    }
  }

  private static double pending(ScrapeText scrape) {
    return scrape.samples().stream()
        .filter(s -> s.name().equals("saltern_ledger_pending"))
        .mapToDouble(ScrapeText.Sample::value)
        .sum();
  }

  private Metrics node() throws Exception {
    Node node = Node.start(site.read(), Clock.systemUTC());
    open.add(node);
    var metrics = new Metrics(node.metrics());
    open.add(metrics);
    await().atMost(PATIENCE).until(() -> site.mom().subscriptions() > 0);
    return metrics;
  }

  /// The names in the first column of the page's tables, below these headings.
  static Set<String> pageNames(String... headings) throws Exception {
    String page =
        Pattern.compile("(?m)^## ")
            .splitAsStream(Files.readString(Path.of("docs", "reference", "metrics.md")))
            .filter(part -> List.of(headings).contains(part.lines().findFirst().orElse("").strip()))
            .collect(Collectors.joining());
    return Pattern.compile("(?m)^\\| `([a-z_0-9]+)` \\|")
        .matcher(page)
        .results()
        .map((MatchResult m) -> m.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
