package dev.saltern.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import java.util.List;
import java.util.Optional;

/// Rows the stock mysql returner wrote: its JSON text is what we write of the same event, byte for
/// byte.
final class GoldenRows {
  private GoldenRows() {}

  static void check(GoldenRecord r, Golden golden) throws WireException {
    Data.Dict row = r.fields().dict("row").orElseThrow();
    for (String column : List.of("load", "return", "full_ret", "data")) {
      if (row.text(column).isPresent()) {
        String json = row.text(column).get();
        assertThat(JsonText.write(JsonText.read(json))).isEqualTo(json);
      }
    }
    Optional<Data.Dict> event = event(r, golden);
    if (event.isPresent()) {
      String column = r.text("table").equals("salt_returns") ? "full_ret" : "data";
      assertThat(JsonText.write(event.get())).isEqualTo(row.text(column).orElseThrow());
      if (column.equals("full_ret")) {
        assertThat(JsonText.write(event.get().get("return").orElseThrow()))
            .isEqualTo(row.text("return").orElseThrow());
      }
    }
  }

  /// The recorded event the row was made of, where it was recorded: a row of one master may be of
  /// an event that only the other's recording has.
  static Optional<Data.Dict> event(GoldenRecord r, Golden golden) throws WireException {
    Data.Dict row = r.fields().dict("row").orElseThrow();
    String table = r.text("table");
    if (table.equals("jids")) {
      return Optional.empty();
    }
    boolean isReturn = table.equals("salt_returns");
    String tag =
        isReturn
            ? "salt/job/" + row.text("jid").orElseThrow() + "/ret/" + row.text("id").orElseThrow()
            : row.text("tag").orElseThrow();
    Data value = JsonText.read(row.text(isReturn ? "full_ret" : "data").orElseThrow());
    for (GoldenRecord e : golden.ofKind("event_bus")) {
      byte[] raw = e.raw("raw");
      EventFrame frame = EventFrame.parseBody(raw, 0, raw.length).open();
      if (frame.tag().text().equals(tag) && frame.data().equals(value)) {
        return Optional.of(frame.data());
      }
    }
    return Optional.empty();
  }
}
