package dev.saltern.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import java.util.List;
import java.util.Map;

/// Whether a message of ours looks like a recorded one, whose keys and times were others.
final class Shapes {
  private Shapes() {}

  /// Lists of minions have no order.
  static Data sorted(Data value) {
    return switch (value) {
      case Data.Dict(Map<Data, Data> entries) -> {
        Data.Dict copy = Data.Dict.EMPTY;
        for (Map.Entry<Data, Data> entry : entries.entrySet()) {
          copy = copy.with(entry.getKey().asText().orElseThrow(), sorted(entry.getValue()));
        }
        yield copy;
      }
      case Data.Seq(List<Data> items) ->
          new Data.Seq(
              items.stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList());
      default -> value;
    };
  }

  static void assertSameShape(Data.Dict found, Data.Dict expected) {
    assertThat(found.entries().keySet())
        .containsExactlyInAnyOrderElementsOf(expected.entries().keySet());
    for (Map.Entry<Data, Data> entry : expected.entries().entrySet()) {
      String key = entry.getKey().asText().orElseThrow();
      Data other = found.get(key).orElseThrow();
      boolean bytes = entry.getValue().asBytes().isPresent();
      assertThat(bytes ? other.asBytes().isPresent() : sameType(other, entry.getValue()))
          .as(key)
          .isTrue();
    }
  }

  private static boolean sameType(Data one, Data other) {
    return one.getClass() == other.getClass();
  }
}
