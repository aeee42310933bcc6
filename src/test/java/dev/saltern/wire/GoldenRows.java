package dev.saltern.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;

/// Rows the stock mysql returner wrote: its JSON text is ours, byte for byte.
final class GoldenRows {
  private GoldenRows() {}

  static void check(GoldenRecord r, Golden golden) throws WireException {
    Data.Dict row = r.fields().dict("row").orElseThrow();
    for (String column : new String[] {"load", "return", "full_ret", "data"}) {
      if (row.text(column).isPresent()) {
        String json = row.text(column).get();
        assertThat(JsonText.write(JsonText.read(json))).isEqualTo(json);
      }
    }
    if (r.text("table").equals("salt_returns")) {
      String tag =
          "salt/job/%s/ret/%s"
              .formatted(row.text("jid").orElseThrow(), row.text("id").orElseThrow());
      System.out.println(
          tag
              + " "
              + golden.ofKind("event_bus").stream()
                  .filter(e -> e.text("tag").equals(tag))
                  .map(e -> JsonText.write(e.decoded("data")).equals(row.text("full_ret").get()))
                  .toList());
    }
  }
}
