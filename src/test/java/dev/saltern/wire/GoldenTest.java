package dev.saltern.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every record of every recording, each a test of its own: a record of a kind nobody checks fails.
class GoldenTest {
  private static final Golden MAIN = Golden.load("3006.0/captures.jsonl");
  private static final Golden EXTRA = Golden.load("3006.0/captures-extra.jsonl");

  private static final Golden V3006_18 = Golden.load("3006.18/captures.jsonl");
  private static final Golden V3007_10 = Golden.load("3007.10/captures.jsonl");

  @TestFactory
  Stream<DynamicNode> recordsOf3006() {
    return everyRecord(MAIN);
  }

  @TestFactory
  Stream<DynamicNode> furtherRecordsOf3006() {
    return everyRecord(EXTRA);
  }

  @TestFactory
  Stream<DynamicNode> recordsOf3006Point18() {
    return everyRecord(V3006_18);
  }

  @TestFactory
  Stream<DynamicNode> recordsOf3007Point10() {
    return everyRecord(V3007_10);
  }

  @Test
  void noRecordIsMissing() {
    assertCounts(
        MAIN,
        "{aes_session_key=2, auth=3, event_bus=59, mysql_row=92, publish=10, request=19, "
            + "rsa_keypair=4}");
    assertCounts(
        EXTRA,
        "{aes_session_key=6, auth=15, event_bus=22, ipc_push=1, ipc_stream=2, "
            + "local_cache_file=89, publish=28, request=33, request_clear=24, request_raw=8, "
            + "root_key=1, rsa_keypair=6}");
    assertCounts(
        V3006_18,
        "{aes_session_key=9, auth=28, event_bus=87, ipc_push=3, ipc_stream=2, "
            + "local_cache_file=172, publish=54, request=105, request_clear=51, request_raw=6, "
            + "root_key=4, rsa_keypair=12, session_key=6, sock_modes=2, subscription=7}");
    assertCounts(
        V3007_10,
        "{aes_session_key=9, auth=28, event_bus=109, ipc_push=3, ipc_stream=2, "
            + "local_cache_file=63, publish=49, request=97, request_clear=53, request_raw=6, "
            + "root_key=4, rsa_keypair=12, session_key=6, sock_modes=2, subscription=7}");
  }

  private static void assertCounts(Golden golden, String expected) {
    System.out.println("golden " + golden.file() + " " + golden.countByKind());
    assertThat(golden.countByKind()).hasToString(expected);
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
