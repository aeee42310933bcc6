package dev.saltern.returner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Gap;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArrivalCodecTest {
  static List<Arrival> arrivals() {
    return List.of(
        Arrivals.load("mom1"),
        new Load(Arrivals.JID, Data.Dict.EMPTY, "", List.of(), Source.TRIMMED),
        Arrivals.ret("grün"),
        new Return(
            Arrivals.JID,
            new MinionId("web1"),
            Data.dict(
                "return",
                Data.dict(
                    "nil",
                    null,
                    "bytes",
                    new byte[] {(byte) 0xff, 0},
                    "big",
                    new BigInteger("18446744073709551615"),
                    "real",
                    0.1,
                    "list",
                    List.of(1, -1, "x"),
                    "empty",
                    "")),
            Source.DIRECTORY),
        Arrivals.event("salt/auth"),
        new Event(new Tag(""), Data.Dict.EMPTY),
        new Completion(
            Arrivals.JID,
            Instant.parse("2026-11-24T12:01:00.000123Z"),
            3,
            false,
            Map.of(
                new MinionId("web1"), MinionState.RUNNING,
                new MinionId("web2"), MinionState.NOT_ACCEPTED)),
        new Completion(Arrivals.JID, Instant.EPOCH, 0, true, Map.of()),
        new Gap(Instant.EPOCH, Instant.parse("2026-11-24T12:01:00Z"), Gap.Reason.BROKEN_FRAME, 12));
  }

  @ParameterizedTest
  @MethodSource("arrivals")
  void anArrivalComesBackAsItWent(Arrival arrival) throws Exception {
    assertThat(ArrivalCodec.decode(ArrivalCodec.encode(arrival))).isEqualTo(arrival);
  }

  @ParameterizedTest
  @MethodSource("arrivals")
  void whatIsCutShortIsNoArrival(Arrival arrival) {
    byte[] bytes = ArrivalCodec.encode(arrival);
    for (int length = 0; length < bytes.length; length++) {
      byte[] prefix = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ArrivalCodec.decode(prefix)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void anyBytesAreAnArrivalOrAWireException() {
    long seed = System.nanoTime();
    System.out.println("ArrivalCodecTest seed " + seed);
    var random = new Random(seed);
    List<Arrival> all = arrivals();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = ArrivalCodec.encode(all.get(i % all.size()));
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        ArrivalCodec.decode(bytes);
      } catch (WireException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void theDeepestValueSaltSendsComesBack() throws Exception {
    Data value = Data.of("leaf");
    for (int i = 0; i < DataCodec.Limits.DEFAULT.depthMax() - 1; i++) {
      value = new Data.Seq(List.of(value));
    }
    DataCodec.decode(DataCodec.encode(Data.dict("return", value), DataCodec.Spec.NEW));
    var deep =
        new Return(Arrivals.JID, new MinionId("web1"), Data.dict("return", value), Source.BUS);

    assertThat(ArrivalCodec.decode(ArrivalCodec.encode(deep))).isEqualTo(deep);
  }

  @Test
  void anotherVersionIsRefusedByName() {
    byte[] bytes = ArrivalCodec.encode(Arrivals.ret("web1"));
    bytes[0] = 9;

    assertThatThrownBy(() -> ArrivalCodec.decode(bytes))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("expected a record of version 1 or 2, found version 9");
  }

  @Test
  void aRecordWithAnotherIdThanAMinionsIsNoArrival() {
    byte[] packed =
        DataCodec.encode(
            Data.of(List.of(2, Arrivals.JID.text(), "../../x", Data.Dict.EMPTY, "BUS")),
            DataCodec.Spec.NEW);
    byte[] bytes = new byte[packed.length + 1];
    bytes[0] = 1;
    System.arraycopy(packed, 0, bytes, 1, packed.length);

    assertThatThrownBy(() -> ArrivalCodec.decode(bytes)).hasMessageContaining("a minion id");
  }
}
