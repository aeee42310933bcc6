package dev.saltern.localmaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import dev.saltern.job.Tag;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventPushTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T15:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path directory;
  private FakeBus bus;
  private EventPush push;

  @BeforeEach
  void open() throws Exception {
    bus = new FakeBus(directory, 1 << 20);
    push = new EventPush(bus.bus(), Duration.ofSeconds(20), CLOCK);
  }

  @AfterEach
  void close() throws Exception {
    push.close();
    bus.close();
  }

  @Test
  void theBytesAreThoseARealMasterTook() throws Exception {
    Recorded recorded = Recorded.ofKind("ipc_push").getFirst();
    Data.Dict data =
        Data.dict(
            "x",
            1,
            "text",
            "grün €",
            "bytes",
            new byte[] {0, (byte) 0xff, (byte) 0xfe},
            "list",
            java.util.Arrays.asList(1, 2.5, null, true));

    push.fire(new Tag(recorded.text("tag")), data);

    assertThat(received(recorded.bytes("raw").length)).isEqualTo(recorded.bytes("raw"));
  }

  @Test
  void aMasterThatHasRestartedIsConnectedToAgain() throws Exception {
    push.fire(new Tag("one"), Data.dict());
    bus.acceptPush().close();

    push.fire(new Tag("two"), Data.dict());

    assertThat(new String(received(60), java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("two");
  }

  @Test
  void aMasterThatTakesNothingEndsTheWait() throws Exception {
    try (var hasty = new EventPush(bus.bus(), Duration.ofMillis(50), CLOCK)) {
      Data.Dict data = Data.dict("x", "y".repeat(1_000_000));
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  hasty.fire(new Tag("t"), data);
                }
              })
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void anEventOverTheMastersBoundIsOurFault() {
    Data.Dict data = Data.dict("x", List.of("y".repeat(1 << 20)));

    assertThatThrownBy(() -> push.fire(new Tag("t"), data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 1048576 bytes");
  }

  @Test
  void aMasterThatIsNotThereShows() throws Exception {
    assertThat(push.check().ok()).isTrue();
    bus.close();

    assertThat(push.check().ok()).isFalse();
    assertThatThrownBy(() -> push.fire(new Tag("t"), Data.dict())).isInstanceOf(IOException.class);
  }

  private byte[] received(int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    try (SocketChannel from = bus.acceptPush()) {
      while (buffer.hasRemaining() && from.read(buffer) >= 0) {
        if (new String(buffer.array(), java.nio.charset.StandardCharsets.ISO_8859_1)
            .contains("00.000000")) {
          break;
        }
      }
    }
    return java.util.Arrays.copyOf(buffer.array(), buffer.position());
  }
}
