package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlErrorsTest {
  @ParameterizedTest
  @CsvSource({"1213, 40001", "1205, HY000", "0, 40001", "1180, HY000", "3101, HY000"})
  void whoIsInTheWayOfAnotherRepeats(int code, String state) {
    assertThat(SqlErrors.repeatable(new SQLException("x", state, code))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1406, 22001", "1366, HY000", "1264, 22003", "1153, 08S01", "1062, 23000"})
  void dataNoServerTakesAreRejected(int code, String state) {
    SQLException e = new SQLException("x", state, code);
    assertThat(SqlErrors.rejected(e)).isTrue();
    assertThat(SqlErrors.repeatable(e)).isFalse();
  }

  /// Gone, shutting down, full, read-only, out of rights or tables, in a minority on Galera.
  @ParameterizedTest
  @CsvSource({
    "0, 08S01",
    "1053, 08S01",
    "1040, 08004",
    "1114, HY000",
    "1021, HY000",
    "1290, HY000",
    "1836, HY000",
    "1792, 25006",
    "1045, 28000",
    "1142, 42000",
    "1146, 42S02",
    "1054, 42S22",
    "1047, 08S01",
    "1317, 70100",
    "9999, HY000"
  })
  void whatTheWorldIsToBlameForIsWaitedFor(int code, String state) {
    SQLException e = new SQLException("x", state, code);
    assertThat(SqlErrors.rejected(e)).isFalse();
    assertThat(SqlErrors.repeatable(e)).isFalse();
  }

  @Test
  void aMessageNamesTheErrorAndNeverAValue() {
    SQLException data = new SQLException("Incorrect string value: 'secret'", "HY000", 1366);
    assertThat(SqlErrors.rejection("refused", data))
        .hasMessageContaining("1366")
        .hasMessageNotContaining("secret");
    assertThat(
            SqlErrors.unavailable(
                "down", new SQLException("The table is full\nmore", "HY000", 1114)))
        .hasMessage("down: error 1114 (HY000), The table is full");
  }

  @Test
  void aMessageSaysWhyThereIsNoConnectionAndNotThatThePoolWaited() {
    SQLException link =
        new SQLException(
            "Communications link failure\n\nlong",
            "08S01",
            new java.io.IOException("Connection refused"));
    SQLException pool = new SQLTransientConnectionException("pool - not available", "08S01", link);

    assertThat(SqlErrors.unavailable("down", pool))
        .hasMessage("down: Communications link failure: Connection refused");
    assertThat(SqlErrors.unavailable("down", new SQLTransientConnectionException("pool waited")))
        .hasMessage("down: pool waited");
  }
}
