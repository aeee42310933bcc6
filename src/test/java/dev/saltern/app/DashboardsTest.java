package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/// The dashboards and alert rules that come with us: each metric they name is one that the page has
/// (and [MetricsIT] compares the page with a scrape). Their SQL is run by `DashboardSqlIT`.
class DashboardsTest {
  private static final Path DASHBOARDS = Path.of("config", "grafana", "dashboards");
  private static final Path RULES = Path.of("config", "prometheus", "saltern.rules.yml");
  private static final String[] PAGES = {
    "Ledger", "Lag and drain", "Spool", "Event bus and gaps", "MoMs", "Jobs", "Web", "Process"
  };
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:saltern|jvm|process|system)_[a-z0-9_]+");

  static Stream<Path> dashboards() throws IOException {
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void eachMetricOfADashboardIsOneOfThePage(Path file) throws Exception {
    assertThat(unknown(strings(read(file), "expr"))).isEmpty();
  }

  @Test
  void eachMetricOfARuleIsOneOfThePage() throws Exception {
    List<String> expressions = strings(read(RULES), "expr");

    assertThat(expressions).hasSizeGreaterThan(10);
    assertThat(unknown(expressions)).isEmpty();
  }

  @Test
  void aMetricThatIsNoneIsFound() throws Exception {
    assertThat(unknown(List.of("rate(saltern_no_such_total[5m]) + saltern_lag_seconds_bucket")))
        .containsExactly("saltern_no_such_total");
  }

  @Test
  void theDashboardsAreTheFourAndTheirUidsAreFixed() throws Exception {
    var uids = new TreeSet<String>();
    for (Path file : dashboards().toList()) {
      String uid = String.valueOf(map(read(file)).get("uid"));
      assertThat(file.getFileName()).hasToString(uid + ".json");
      uids.add(uid);
    }
    assertThat(uids)
        .containsExactly("saltern-jobs", "saltern-minions", "saltern-nodes", "saltern-overview");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void dataSourcesAndAddressesAreVariables(Path file) throws Exception {
    Object dashboard = read(file);

    Set<String> variables =
        Set.copyOf(strings(map(map(dashboard).get("templating")).get("list"), "name"));
    assertThat(
            strings(dashboard, "uid").stream()
                .filter(uid -> !uid.startsWith("saltern-"))
                .distinct())
        .isNotEmpty()
        .isSubsetOf("${prometheus}", "${mysql}");
    Pattern.compile("\\$\\{([a-z]+)")
        .matcher(Files.readString(file))
        .results()
        .map(found -> found.group(1))
        .forEach(name -> assertThat(variables).as(name).contains(name));
    assertThat(strings(dashboard, "url").stream().filter(url -> !url.isEmpty()))
        .allMatch(url -> url.startsWith("${web}/"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void eachTableWithAJobLinksToItsPage(Path file) throws Exception {
    for (Object panel : list(map(read(file)).get("panels"))) {
      boolean hasJobs =
          "table".equals(map(panel).get("type"))
              && strings(panel, "rawSql").stream()
                  .anyMatch(sql -> sql.substring(0, sql.indexOf("FROM")).contains("jid"));
      if (hasJobs) {
        assertThat(strings(panel, "url"))
            .as(String.valueOf(map(panel).get("title")))
            .contains("${web}/jobs/${__value.raw}");
      }
    }
  }

  @Test
  void eachRuleSaysWhatIsWrongAndWhatToDo() throws Exception {
    var alerts = new TreeSet<String>();
    for (Object group : list(map(read(RULES)).get("groups"))) {
      for (Object rule : list(map(group).get("rules"))) {
        assertThat(alerts.add(String.valueOf(map(rule).get("alert")))).isTrue();
        assertThat(map(map(rule).get("annotations")).keySet().toString())
            .contains("summary", "description");
        assertThat(map(map(rule).get("labels")).get("severity")).isIn("warning", "critical");
      }
    }
    assertThat(alerts)
        .contains(
            "SalternLag",
            "SalternBacklog",
            "SalternDeadLetters",
            "SalternNodeSilent",
            "SalternMomDown",
            "SalternSpoolNearlyFull",
            "SalternLedgerOff");
  }

  @Test
  void theProvisioningFilesNameTheDashboardsDataSources() throws Exception {
    Path folder = Path.of("config", "grafana", "provisioning");

    Object sources = read(folder.resolve("datasources").resolve("saltern.yaml"));
    Object boards = read(folder.resolve("dashboards").resolve("saltern.yaml"));

    assertThat(strings(sources, "type")).containsExactly("prometheus", "mysql");
    assertThat(strings(sources, "user")).containsExactly("saltern_counts");
    assertThat(strings(sources, "password")).containsExactly("$SALTERN_COUNTS_PASSWORD");
    assertThat(strings(boards, "path")).hasSize(1);
  }

  /// The metrics named that the page has not.
  private static Set<String> unknown(List<String> expressions) throws Exception {
    Set<String> known = MetricsIT.pageNames(PAGES);
    return expressions.stream()
        .flatMap(expression -> METRIC.matcher(expression).results().map(MatchResult::group))
        .filter(
            name ->
                !known.contains(name)
                    && !known.contains(name.replaceFirst("_(bucket|sum|count)$", "")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Object read(Path file) throws IOException {
    return new Yaml().load(Files.readString(file)); // JSON is YAML
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) Objects.requireNonNull(value);
  }

  /// The texts under a key, wherever it stands.
  private static List<String> strings(@Nullable Object value, String key) {
    var found = new ArrayList<String>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, inner) -> {
            if (name.equals(key) && inner instanceof String text) {
              found.add(text);
            } else {
              found.addAll(strings(inner, key));
            }
          });
    } else if (value instanceof List<?> items) {
      items.forEach(item -> found.addAll(strings(item, key)));
    }
    return found;
  }
}
