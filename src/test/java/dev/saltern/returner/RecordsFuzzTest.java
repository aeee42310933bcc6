package dev.saltern.returner;

import dev.saltern.testing.Fuzz;
import dev.saltern.wire.WireException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whatever a record of the spool holds, it is an arrival or is refused, to become a dead letter.
class RecordsFuzzTest {
  @Test
  void aRecordIsAnArrivalOrRefused() throws Exception {
    List<byte[]> records =
        List.of(
            ArrivalCodec.encode(Arrivals.ret("m1")),
            ArrivalCodec.encode(Arrivals.load("mom")),
            ArrivalCodec.encode(Arrivals.event("my/event")));
    Fuzz.of("records", WireException.class).run(records, 1, ArrivalCodec::decode);
  }
}
