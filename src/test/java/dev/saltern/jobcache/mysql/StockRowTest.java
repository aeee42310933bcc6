package dev.saltern.jobcache.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.ReturnEntry;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the stock returner wrote for what was on the bus, recorded from real daemons, is what we
/// write for the same.
class StockRowTest {
  private static final String GOLDEN = "/golden/3006.0/captures.jsonl";

  @Test
  void aReturnOnTheBusBecomesTheRowTheStockReturnerWrites() throws Exception {
    List<Data.Dict> records = records();
    List<Return> returns = new ArrayList<>();
    for (Data.Dict event : ofKind(records, "event_bus")) {
      toReturn(event).ifPresent(returns::add);
    }
    int compared = 0;
    for (Data.Dict recorded : ofKind(records, "mysql_row")) {
      Data.Dict stock = recorded.dict("row").orElseThrow();
      String fullRet = stock.text("full_ret").orElse("");
      for (Return answer : returns) {
        ReturnRow ours = ReturnRow.of((ReturnEntry) Arrivals.entry(answer), 4 << 20);
        if (new String(ours.fullJson(), UTF_8).equals(fullRet)) {
          assertThat(ours.fun()).isEqualTo(stock.text("fun").orElseThrow());
          assertThat(ours.jid().text()).isEqualTo(stock.text("jid").orElseThrow());
          assertThat(ours.id().text()).isEqualTo(stock.text("id").orElseThrow());
          assertThat(ours.success()).isEqualTo(stock.text("success").orElseThrow());
          assertThat(new String(ours.returnJson(), UTF_8))
              .isEqualTo(stock.text("return").orElseThrow());
          compared++;
        }
      }
    }
    assertThat(compared)
        .as("rows compared, of %s returns on the bus", returns.size())
        .isGreaterThanOrEqualTo(5);
  }

  private static List<Data.Dict> records() throws Exception {
    try (var in = StockRowTest.class.getResourceAsStream(GOLDEN)) {
      if (in == null) {
        throw new IOException("no " + GOLDEN);
      }
      List<Data.Dict> records = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (JsonText.read(line) instanceof Data.Dict dict) {
          records.add(dict);
        }
      }
      return records;
    }
  }

  private static List<Data.Dict> ofKind(List<Data.Dict> records, String kind) {
    return records.stream().filter(r -> r.text("kind").filter(kind::equals).isPresent()).toList();
  }

  private static Optional<Return> toReturn(Data.Dict event) throws Exception {
    byte[] raw = Base64.getDecoder().decode(event.text("raw").orElseThrow());
    int end = 0;
    while (raw[end] != '\n' || raw[end + 1] != '\n') {
      end++;
    }
    Data.Dict data = DataCodec.decodeDict(Arrays.copyOfRange(raw, end + 2, raw.length));
    String tag = new String(raw, 0, end, StandardCharsets.UTF_8);
    if (!tag.matches("salt/job/\\d+/ret/.*")) {
      return Optional.empty();
    }
    return Optional.of(
        new Return(
            new Jid(data.text("jid").orElseThrow()),
            new MinionId(data.text("id").orElseThrow()),
            data,
            Source.BUS));
  }
}
