package dev.saltern.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every record of every recording, each a test of its own: a record of a kind nobody checks fails.
class GoldenTest {
  private static final Golden MAIN = Golden.load("3006.0/captures.jsonl");
  private static final Golden EXTRA = Golden.load("3006.0/captures-extra.jsonl");

  @TestFactory
  Stream<DynamicNode> recordsOf3006() {
    return everyRecord(MAIN);
  }

  @TestFactory
  Stream<DynamicNode> furtherRecordsOf3006() {
    return everyRecord(EXTRA);
  }

  @Test
  void noRecordIsMissing() {
    System.out.println("golden " + MAIN.file() + " " + MAIN.countByKind());
    System.out.println("golden " + EXTRA.file() + " " + EXTRA.countByKind());
    assertThat(MAIN.countByKind())
        .isEqualTo(
            Map.of(
                "rsa_keypair", 4,
                "aes_session_key", 2,
                "auth", 3,
                "request", 19,
                "publish", 10,
                "event_bus", 59,
                "mysql_row", 92));
    assertThat(EXTRA.records()).hasSize(235);
  }

  @Test
  void mostRowsOfTheStockReturnerAreOfARecordedEvent() throws WireException {
    int returns = 0;
    int events = 0;
    for (GoldenRecord r : MAIN.ofKind("mysql_row")) {
      if (GoldenRows.event(r, MAIN).isPresent()) {
        returns += r.text("table").equals("salt_returns") ? 1 : 0;
        events += r.text("table").equals("salt_events") ? 1 : 0;
      }
    }
    System.out.println("golden rows of recorded events: returns " + returns + ", events " + events);
    assertThat(returns).isEqualTo(17);
    assertThat(events).isEqualTo(46);
  }

  private static Stream<DynamicNode> everyRecord(Golden golden) {
    var checks = new GoldenChecks(golden);
    return golden.records().stream()
        .map(r -> DynamicTest.dynamicTest(r.toString(), () -> checks.check(r)));
  }
}
