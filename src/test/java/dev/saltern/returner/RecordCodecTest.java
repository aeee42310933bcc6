package dev.saltern.returner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Arrival;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.wire.WireException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {
  /// A record of version 2 as it was on disk when the version was made.
  private static final String GOLDEN =
      "02022801000000000000000700000014"
          + "3230323631313234313230303030303030303030"
          + "000000017700000005"
          + "742e72756e"
          + "000000026d6d0000000173"
          + "81a672657475726e01";

  private static final Jid JID = new Jid("20261124120000000000");

  @ParameterizedTest
  @MethodSource("dev.saltern.returner.ArrivalCodecTest#arrivals")
  void aRecordComesBackAsItWent(Arrival arrival) throws WireException {
    byte[] bytes = RecordCodec.encode(JournalRecord.of(arrival));
    assertThat(RecordCodec.decode(bytes)).isEqualTo(JournalRecord.of(arrival));
    assertThat(RecordCodec.decode(bytes).open()).isEqualTo(arrival);
  }

  @ParameterizedTest
  @MethodSource("dev.saltern.returner.ArrivalCodecTest#arrivals")
  void aRecordOfVersionOneIsStillRead(Arrival arrival) throws WireException {
    assertThat(RecordCodec.decode(ArrivalCodec.encode(arrival)))
        .isEqualTo(JournalRecord.of(arrival));
  }

  @Test
  void aRecordWrittenBeforeIsRead() throws WireException {
    var told = new JournalRecord.Told("t.run", 7, true, "mm", "s");
    JournalRecord read = RecordCodec.decode(HexFormat.of().parseHex(GOLDEN));
    assertThat(read)
        .isInstanceOfSatisfying(
            JournalRecord.Answer.class, answer -> assertThat(answer.told()).isEqualTo(told));
    assertThat(read.open())
        .isEqualTo(new Return(JID, new MinionId("w"), Data.dict("return", 1), Source.BUS));
    assertThat(HexFormat.of().formatHex(RecordCodec.encode(read))).isEqualTo(GOLDEN);
  }

  @ParameterizedTest
  @EnumSource
  void everySourceComesBack(Source source) throws WireException {
    var r = new Return(JID, new MinionId("w"), Data.dict("fun", List.of("a.b", "c.d")), source);
    assertThat(RecordCodec.decode(RecordCodec.encode(JournalRecord.of(r))))
        .isInstanceOfSatisfying(
            JournalRecord.Answer.class,
            answer -> {
              assertThat(answer.source()).isEqualTo(source);
              assertThat(answer.told().fun()).isEqualTo("a.b,c.d");
            });
  }

  @Test
  void anUnknownVersionIsRefusedByName() {
    byte[] bytes = RecordCodec.encode(JournalRecord.of(Arrivals.ret("web1")));
    bytes[0] = 3;
    assertThatThrownBy(() -> RecordCodec.decode(bytes))
        .isInstanceOf(WireException.class)
        .hasMessage("expected a record of version 1 or 2, found version 3");
    assertThatThrownBy(() -> RecordCodec.decode(new byte[0])).isInstanceOf(WireException.class);
  }

  @Test
  void aRecordCutAtAnyByteIsRefusedWhenItIsReadOrOpened() {
    byte[] bytes = RecordCodec.encode(JournalRecord.of(Arrivals.ret("web1")));
    for (int length = 0; length < bytes.length; length++) {
      byte[] prefix = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> RecordCodec.decode(prefix).open()).isInstanceOf(WireException.class);
    }
  }

  @Test
  void aCorruptRecordIsAnArrivalOrAWireException() {
    long seed = System.nanoTime();
    System.out.println("RecordCodecTest seed " + seed);
    var random = new Random(seed);
    byte[] good = RecordCodec.encode(JournalRecord.of(Arrivals.ret("grün")));
    for (int at = 0; at < good.length; at++) {
      for (int i = 0; i < 50; i++) {
        byte[] bytes = good.clone();
        bytes[at] = (byte) random.nextInt();
        try {
          assertThat(RecordCodec.decode(bytes).open()).isNotNull();
        } catch (WireException e) {
          assertThat(e.getMessage()).isNotEmpty();
        }
      }
    }
  }
}
