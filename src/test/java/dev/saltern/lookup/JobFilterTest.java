package dev.saltern.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFilterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T15:30:00Z"), ZoneOffset.UTC);

  @Test
  void noParametersMeanTheNewestJobs() throws Exception {
    assertThat(JobFilter.parse(Map.of(), CLOCK).query(Optional.empty()))
        .isEqualTo(JobQuery.newest(50));
  }

  @Test
  void everyParameterReachesTheQuery() throws Exception {
    Map<String, String> texts = new HashMap<>();
    texts.put("fun", "state.*");
    texts.put("minion", "web1");
    texts.put("tgt", "web*");
    texts.put("user", "alice");
    texts.put("since", "2h");
    texts.put("until", "now");
    texts.put("failed", "1");
    texts.put("status", "missing");
    texts.put("all", "yes");
    texts.put("limit", "7");
    assertThat(texts.keySet()).containsExactlyInAnyOrderElementsOf(JobFilter.PARAMETERS);

    assertThat(JobFilter.parse(texts, CLOCK).query(Optional.empty()))
        .isEqualTo(
            new JobQuery(
                Optional.of("state.*"),
                Optional.of(new MinionId("web1")),
                Optional.of("web*"),
                Optional.of("alice"),
                Optional.of(Instant.parse("2026-11-24T13:30:00Z")),
                Optional.of(Instant.parse("2026-11-24T15:30:00Z")),
                true,
                Optional.of(JobStatus.MISSING),
                true,
                Optional.empty(),
                7));
  }

  @Test
  void whatAFormSendsEmptyIsNotAsked() throws Exception {
    JobFilter filter =
        JobFilter.parse(Map.of("fun", " ", "since", "", "failed", "false", "limit", ""), CLOCK);

    assertThat(filter.query(Optional.empty())).isEqualTo(JobQuery.newest(50));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit  | 0       | limit: expected 1 to 1000; found '0'",
        "limit  | 1001    | limit: expected 1 to 1000; found '1001'",
        "limit  | -1      | limit: expected 1 to 1000; found '-1'",
        "limit  | many    | limit: expected 1 to 1000; found 'many'",
        "limit  | 99999999999999 | limit: expected 1 to 1000; found '99999999999999'",
        "failed | perhaps | failed: expected true or false; found 'perhaps'",
        "minion | web*    | minion: expected the whole id of one minion; found 'web*'",
        "minion | a/b     | minion: expected the whole id of one minion; found 'a/b'",
        "funn   | x       | funn: no such parameter; there are fun, minion, tgt, user, since, until,"
            + " failed, status, all, limit"
      })
  void refusesWhatItDoesNotUnderstandAndSaysWhatItDoes(
      String parameter, String text, String message) {
    assertThatThrownBy(() -> JobFilter.parse(Map.of(parameter, text), CLOCK))
        .isInstanceOf(BadFilterException.class)
        .hasMessage(message)
        .extracting(e -> ((BadFilterException) e).parameter())
        .isEqualTo(parameter);
  }

  @Test
  void takesLimitsAtTheirEdges() throws Exception {
    assertThat(JobFilter.parse(Map.of("limit", "1"), CLOCK).limit()).isEqualTo(1);
    assertThat(JobFilter.parse(Map.of("limit", "1000"), CLOCK).limit()).isEqualTo(1000);
  }

  @Test
  void takesTextsOfUpTo255Characters() throws Exception {
    assertThat(JobFilter.parse(Map.of("fun", "f".repeat(255)), CLOCK).text("fun")).isPresent();
    assertThatThrownBy(() -> JobFilter.parse(Map.of("fun", "f".repeat(256)), CLOCK))
        .hasMessage("fun: expected at most 255 characters");
  }
}
