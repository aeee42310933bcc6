package dev.saltern.localmaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Data;
import dev.saltern.job.Gap;
import dev.saltern.job.Tag;
import dev.saltern.wire.BusEvent;
import dev.saltern.wire.EventFrame;
import java.io.ByteArrayOutputStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTapTest {
  private static final Instant NOW = Instant.parse("2026-11-24T16:00:00Z");
  private static final Instant BEFORE = Instant.parse("2026-11-24T15:00:00Z");
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final int EVENT_BYTES = 1 << 20;

  @TempDir private Path directory;
  private final FakeHandler handler = new FakeHandler();
  private FakeBus bus;
  private EventTap tap;

  @BeforeEach
  void open() throws Exception {
    bus = new FakeBus(directory, EVENT_BYTES);
    tap = tap(handler, limits(4 * EVENT_BYTES, 8 * EVENT_BYTES));
  }

  @AfterEach
  void close() throws Exception {
    handler.open();
    tap.close();
    bus.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void theBusOfARealMasterArrivesWholeAndInOrder(int recording) throws Exception {
    Recorded stream = Recorded.ofKind("ipc_stream").get(recording);
    List<Data> expected = stream.list("messages_decoded");
    tap.start(BEFORE);

    try (SocketChannel subscriber = bus.accept()) {
      for (Data chunk : stream.list("chunks_raw")) {
        FakeBus.send(subscriber, Base64.getDecoder().decode(chunk.asText().orElseThrow()));
      }
      await().atMost(BOUND).until(() -> handler.events().size() >= expected.size());
    }

    assertThat(handler.events()).hasSameSizeAs(expected);
    for (int n = 0; n < expected.size(); n++) {
      EventFrame event = handler.events().get(n);
      assertThat(Data.dict("head", Data.dict(), "tag", event.tag().text(), "data", event.data()))
          .isEqualTo(withBytes(expected.get(n)));
    }
  }

  @Test
  void theTimeBeforeTheStartIsAGap() throws Exception {
    tap.start(BEFORE);

    try (var _ = bus.accept()) {
      await().atMost(BOUND).until(() -> !handler.gaps().isEmpty());
    }

    assertThat(handler.gaps().getFirst()).isEqualTo(new Gap(BEFORE, NOW, Gap.Reason.START, 0));
  }

  @Test
  void aBrokenConnectionIsAGapFromTheLastEventOnAndIsOpenedAgain() throws Exception {
    tap.start(BEFORE);
    try (SocketChannel first = bus.accept()) {
      FakeBus.send(first, event("one", "2026-11-24T15:59:00.500000"));
      await().atMost(BOUND).until(() -> handler.tags().contains("one"));
    }
    try (SocketChannel second = bus.accept()) {
      FakeBus.send(second, event("two", "2026-11-24T15:59:30"));
      await().atMost(BOUND).until(() -> handler.tags().contains("two"));
    }

    assertThat(handler.tags()).containsExactly("one", "two");
    assertThat(handler.gaps().get(1))
        .isEqualTo(
            new Gap(Instant.parse("2026-11-24T15:59:00.500Z"), NOW, Gap.Reason.DISCONNECT, 0));
    assertThat(tap.seenUntil()).isEqualTo(Instant.parse("2026-11-24T15:59:30Z"));
  }

  @Test
  void aConnectionThatBreaksWithinAFrameIsAGapToo() throws Exception {
    tap.start(BEFORE);
    byte[] frame = event("one", "2026-11-24T15:59:00");
    try (SocketChannel first = bus.accept()) {
      FakeBus.send(first, java.util.Arrays.copyOf(frame, frame.length / 2));
    }
    try (SocketChannel second = bus.accept()) {
      FakeBus.send(second, frame);
      await().atMost(BOUND).until(() -> !handler.events().isEmpty());
      // While the connection stands: its end is a gap as well.
      assertThat(handler.tags()).containsExactly("one");
      assertThat(handler.gaps())
          .extracting(Gap::reason)
          .containsExactly(Gap.Reason.START, Gap.Reason.DISCONNECT);
    }
  }

  @Test
  void aBrokenFrameIsAGapAndTheNextIsRead() throws Exception {
    tap.start(BEFORE);
    try (SocketChannel subscriber = bus.accept()) {
      FakeBus.send(subscriber, event("one", "2026-11-24T15:59:00"));
      FakeBus.send(subscriber, frameOf("no end of tag".getBytes(StandardCharsets.UTF_8)));
      FakeBus.send(subscriber, event("two", "2026-11-24T15:59:01"));
      await().atMost(BOUND).until(() -> handler.events().size() == 2);
    }

    assertThat(handler.gaps())
        .contains(new Gap(Instant.parse("2026-11-24T15:59:00Z"), NOW, Gap.Reason.BROKEN_FRAME, 0));
    assertThat(tap.counts().brokenFrames()).isEqualTo(1);
  }

  @Test
  void anOversizedFrameIsAGapAndTheNextIsRead() throws Exception {
    try (EventTap small = tap(handler, limits(1000, 10_000))) {
      small.start(BEFORE);
      try (SocketChannel subscriber = bus.accept()) {
        Data.Dict big = Data.dict("_stamp", "2026-11-24T15:59:00", "return", "x".repeat(2000));
        FakeBus.send(subscriber, new EventFrame(new Tag("big"), big).encode());
        FakeBus.send(subscriber, event("small", "2026-11-24T15:59:01"));
        await().atMost(BOUND).until(() -> !handler.events().isEmpty());
      }
    }

    assertThat(handler.tags()).containsExactly("small");
    assertThat(handler.gaps()).extracting(Gap::reason).contains(Gap.Reason.BROKEN_FRAME);
  }

  @Test
  void tagsWithLineFeedsInThemDoNotEndTheConnection() throws Exception {
    tap.start(BEFORE);
    byte[] hostile =
        new EventFrame(new Tag("a\n\nb"), Data.dict("id", "web9", "cmd", "_minion_event")).encode();
    try (SocketChannel subscriber = bus.accept()) {
      for (int i = 0; i < 40; i++) {
        for (int j = 0; j < 10; j++) {
          FakeBus.send(subscriber, hostile);
        }
        FakeBus.send(subscriber, event("genuine/" + i, "2026-11-24T15:59:00"));
      }
      await().atMost(BOUND).until(() -> handler.events().size() == 40);
    }

    assertThat(tap.counts().brokenFrames()).isEqualTo(400);
    assertThat(tap.counts().connects()).isEqualTo(1);
  }

  @Test
  void aMasterThatIsNotThereIsWaitedFor() throws Exception {
    bus.stop();
    tap.start(BEFORE);
    await().atMost(BOUND).until(() -> tap.check().message().contains("not connected since"));
    assertThat(tap.check().ok()).isFalse();
    assertThat(tap.check().message()).contains("is salt-master running");

    bus.restart();

    try (SocketChannel subscriber = bus.accept()) {
      FakeBus.send(subscriber, event("one", "2026-11-24T15:59:00"));
      await().atMost(BOUND).until(() -> !handler.events().isEmpty());
      assertThat(tap.check().ok()).isTrue();
    }
  }

  @Test
  void aSlowHandlerDoesNotKeepTheMasterWaiting() throws Exception {
    handler.shut();
    tap.start(BEFORE);
    byte[] event = bigEvent();
    try (SocketChannel subscriber = bus.accept()) {
      // Far more than a unix socket takes by itself; returns because it is read ahead.
      for (int i = 0; i < 60; i++) {
        FakeBus.send(subscriber, event);
      }
      assertThat(handler.events()).isEmpty();

      handler.open();

      await().atMost(BOUND).until(() -> handler.events().size() == 60);
    }
  }

  @Test
  void whatIsReadAheadIsBoundedAndThenTheMasterWaits() throws Exception {
    handler.shut();
    try (EventTap small = tap(handler, limits(EVENT_BYTES, 2 * EVENT_BYTES))) {
      small.start(BEFORE);
      var sent = new AtomicBoolean();
      try (SocketChannel subscriber = bus.accept()) {
        Thread sender = sender(subscriber, 100, sent);
        await()
            .during(Duration.ofMillis(500))
            .atMost(BOUND)
            .until(() -> !sent.get() && handler.events().isEmpty());

        handler.open();

        await().atMost(BOUND).until(() -> handler.events().size() == 100);
        sender.join();
        assertThat(sent).isTrue();
      }
    }
  }

  @Test
  void eventsOfClusterPeersAreCountedAndNotHandedOver() throws Exception {
    tap.start(BEFORE);
    try (SocketChannel subscriber = bus.accept()) {
      Data.Dict peer = Data.dict("__peer_id", "m2", "_stamp", "2026-11-24T15:59:00");
      FakeBus.send(subscriber, new EventFrame(new Tag("peer"), peer).encode());
      FakeBus.send(subscriber, event("own", "2026-11-24T15:59:01"));
      await().atMost(BOUND).until(() -> !handler.events().isEmpty());
    }

    assertThat(handler.tags()).containsExactly("own");
    assertThat(tap.counts()).isEqualTo(new TapCounts(2, 1, 0, tap.counts().connects()));
  }

  @Test
  void closingEndsTheTapWhileItsHandlerWaits() throws Exception {
    handler.shut();
    tap.start(BEFORE);
    try (SocketChannel subscriber = bus.accept()) {
      FakeBus.send(subscriber, event("one", "2026-11-24T15:59:00"));
      await().atMost(BOUND).until(() -> tap.counts().events() == 1);

      tap.close();
    }

    assertThat(handler.events()).isEmpty();
    assertThat(tap.seenUntil()).isEqualTo(BEFORE);
    assertThat(tap.check().ok()).isFalse();
  }

  @Test
  void aFaultOfTheHandlerEndsTheTapAndShows() throws Exception {
    var fault = new AtomicReference<Throwable>();
    Thread.UncaughtExceptionHandler old = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, e) -> fault.set(e));
    BusHandler faulty =
        new BusHandler() {
          @Override
          public void event(BusEvent event) {
            throw new IllegalStateException("broken invariant");
          }

          @Override
          public void gap(Gap gap) {}
        };
    try (EventTap ending = tap(faulty, limits(EVENT_BYTES, EVENT_BYTES))) {
      ending.start(BEFORE);
      try (SocketChannel subscriber = bus.accept()) {
        FakeBus.send(subscriber, event("one", "2026-11-24T15:59:00"));
        await().dontCatchUncaughtExceptions().atMost(BOUND).until(() -> fault.get() != null);
      }
      assertThat(fault.get()).hasMessage("broken invariant");
      assertThat(ending.check().message()).contains("ended").contains("broken invariant");
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(old);
    }
  }

  @Test
  void theWaitBetweenTwoConnectsDoublesUpToItsMaximum() {
    TapLimits limits = TapLimits.of(bus.bus());

    assertThat(limits.next(Duration.ofMillis(100))).isEqualTo(Duration.ofMillis(200));
    assertThat(limits.next(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(5));
  }

  /// What stands for bytes in the recordings' JSON, as bytes.
  private static Data withBytes(Data recorded) {
    if (!(recorded instanceof Data.Dict dict)) {
      return recorded;
    }
    if (dict.text("__bytes__").isPresent()) {
      return new Data.Bytes(Base64.getDecoder().decode(dict.text("__bytes__").orElseThrow()));
    }
    var entries = new LinkedHashMap<Data, Data>();
    dict.entries().forEach((key, value) -> entries.put(key, withBytes(value)));
    return new Data.Dict(entries);
  }

  private EventTap tap(BusHandler to, TapLimits limits) {
    return new EventTap(bus.bus(), to, limits, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static TapLimits limits(int frameBytes, int bufferBytes) {
    return new TapLimits(frameBytes, bufferBytes, Duration.ofMillis(1), Duration.ofMillis(10));
  }

  private static byte[] event(String tag, String stamp) {
    return new EventFrame(new Tag(tag), Data.dict("_stamp", stamp)).encode();
  }

  private static byte[] bigEvent() {
    Data.Dict data = Data.dict("_stamp", "2026-11-24T15:59:00", "return", "x".repeat(100_000));
    return new EventFrame(new Tag("big"), data).encode();
  }

  /// The frame `{head: {}, body: ..}` around a body of up to 255 bytes.
  private static byte[] frameOf(byte[] body) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x82, (byte) 0xa4});
    out.writeBytes("head".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {(byte) 0x80, (byte) 0xa4});
    out.writeBytes("body".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {(byte) 0xc4, (byte) body.length});
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static Thread sender(SocketChannel to, int count, AtomicBoolean sent) {
    return Thread.ofPlatform()
        .name("test-sender")
        .start(
            () -> {
              try {
                byte[] event = bigEvent();
                for (int i = 0; i < count; i++) {
                  FakeBus.send(to, event);
                }
                sent.set(true);
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }
}
