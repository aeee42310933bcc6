package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.BusTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StampsTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-24T12:00:00.000123, 2026-11-24 12:00:00.000123",
    "2026-11-24T12:00:00, 2026-11-24 12:00:00.000000",
    "2026-11-24T12:00:00.5+00:00, 2026-11-24 12:00:00.500000",
    "2026-11-24T12:00:00+01:00, 2026-11-24 11:00:00.000000",
    "2026-11-24T12:00:00Z, 2026-11-24 12:00:00.000000"
  })
  void everyFormOfABusStampIsRead(String stamp, String column) {
    assertThat(BusTime.utc(stamp).map(Stamps::datetime)).contains(column);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-11-24",
        "2026-13-01T00:00:00",
        "0001-01-01T00:00:00",
        "2026-13-01T00:00:00.000000",
        "2026-02-30T00:00:00.000000",
        "2026-11-24T24:00:00.000000",
        "2026-11-24T12:00:60.000000",
        "0999-01-01T00:00:00.000000",
        "2026-11-24T12:00:00.00000x"
      })
  void whatIsNoTimeIsNone(String stamp) {
    assertThat(BusTime.utc(stamp)).isEmpty();
  }

  @Test
  void aTimestampStaysWithinWhatTheColumnHolds() {
    assertThat(Stamps.timestamp(Instant.parse("2026-11-24T12:00:00.999Z")))
        .isEqualTo("2026-11-24 12:00:00");
    assertThat(Stamps.timestamp(Instant.parse("2038-01-19T03:14:07Z")))
        .isEqualTo("2038-01-19 03:14:07");
    assertThat(Stamps.timestamp(Instant.parse("2038-01-19T03:14:08Z")))
        .isEqualTo("1970-01-01 00:00:01");
    assertThat(Stamps.timestamp(Instant.EPOCH)).isEqualTo("1970-01-01 00:00:01");
  }
}
