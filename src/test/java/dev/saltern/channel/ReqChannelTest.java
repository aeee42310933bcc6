package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReqChannelTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final ChannelContext context = new ChannelContext();
  private final Wake wake = new Wake();

  @AfterEach
  void close() {
    context.close();
    wake.close();
  }

  private ReqChannel open(Endpoint endpoint) {
    return ReqChannel.open(context, endpoint, LinkLimits.DEFAULT, wake);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void requestsAreAnsweredInTurnOnOneConnection() throws NoReplyException {
    try (var router = FakeRouter.start(body -> FakeRouter.reply("re:" + new String(body, UTF_8)));
        var channel = open(router.endpoint())) {
      assertThat(channel.request(bytes("one"), LONG)).asString(UTF_8).isEqualTo("re:one");
      assertThat(channel.request(bytes("two"), LONG)).asString(UTF_8).isEqualTo("re:two");
      assertThat(router.senders()).hasSize(2).containsOnly(router.senders().getFirst());
    }
  }

  @Test
  void lateAnswerIsNeverTakenForTheNext() throws NoReplyException, InterruptedException {
    var timedOut = new CountDownLatch(1);
    try (var router =
            FakeRouter.start(
                body -> {
                  String text = new String(body, UTF_8);
                  if (text.equals("slow")) {
                    awaitUnchecked(timedOut);
                  }
                  return FakeRouter.reply("re:" + text);
                });
        var channel = open(router.endpoint())) {
      // Connected before, so that the slow request surely reaches the peer within its time.
      assertThat(channel.request(bytes("first"), LONG)).asString(UTF_8).isEqualTo("re:first");
      assertThatThrownBy(() -> channel.request(bytes("slow"), SHORT))
          .isInstanceOf(NoReplyException.class)
          .hasMessageContaining("no answer from tcp://127.0.0.1:")
          .hasMessageContaining("within 300 ms");
      timedOut.countDown();
      assertThat(channel.request(bytes("next"), LONG)).asString(UTF_8).isEqualTo("re:next");
      assertThat(router.senders().getLast()).isNotEqualTo(router.senders().getFirst());
    }
  }

  @Test
  void answerOfTheWrongFramesIsRefused() throws NoReplyException {
    try (var router = FakeRouter.start(_ -> List.of(bytes("x")));
        var channel = open(router.endpoint())) {
      assertThatThrownBy(() -> channel.request(bytes("a"), LONG))
          .isInstanceOf(NoReplyException.class)
          .hasMessageContaining("found 1 frames");
      router.script(_ -> List.of(new byte[0], bytes("x"), bytes("y")));
      assertThatThrownBy(() -> channel.request(bytes("b"), LONG))
          .isInstanceOf(NoReplyException.class)
          .hasMessageContaining("found 3 frames");
      router.script(_ -> List.of(bytes("full"), bytes("x")));
      assertThatThrownBy(() -> channel.request(bytes("c"), LONG))
          .isInstanceOf(NoReplyException.class)
          .hasMessageContaining("expected an empty frame");
      router.script(_ -> FakeRouter.reply("fine"));
      assertThat(channel.request(bytes("d"), LONG)).asString(UTF_8).isEqualTo("fine");
    }
  }

  @Test
  void answerOfManyFramesIsRefused() {
    var many = new java.util.ArrayList<byte[]>();
    for (int i = 0; i < 1000; i++) {
      many.add(new byte[0]);
    }
    try (var router = FakeRouter.start(_ -> many);
        var channel = open(router.endpoint())) {
      assertThatThrownBy(() -> channel.request(bytes("a"), LONG))
          .isInstanceOf(NoReplyException.class)
          .hasMessageContaining("frames");
    }
  }

  @Test
  void answerUpToTheLimitIsTakenAndOneByteMoreCutsTheConnection() throws NoReplyException {
    var limits = new LinkLimits(1000, 10, Duration.ZERO, Duration.ZERO);
    try (var router = FakeRouter.start(_ -> FakeRouter.reply(new byte[1000]));
        var channel = ReqChannel.open(context, router.endpoint(), limits, wake)) {
      assertThat(channel.request(bytes("a"), LONG)).hasSize(1000);
      router.script(_ -> FakeRouter.reply(new byte[1001]));
      assertThatThrownBy(() -> channel.request(bytes("a"), LONG))
          .isInstanceOf(NoReplyException.class)
          .hasMessageContaining("broke the connection");
    }
  }

  @Test
  void peerThatVanishesBetweenRequestAndAnswerIsNoticedAtOnce() throws Exception {
    var asked = new CountDownLatch(1);
    var router =
        FakeRouter.start(
            _ -> {
              asked.countDown();
              return List.of();
            });
    CompletableFuture<byte[]> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try (var channel = open(router.endpoint())) {
                return channel.request(bytes("a"), LONG);
              } catch (NoReplyException e) {
                throw new IllegalStateException(e);
              }
            });
    asked.await();
    router.close();
    assertThatThrownBy(() -> answer.get(LONG.toSeconds() - 5, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(NoReplyException.class)
        .rootCause()
        .hasMessageContaining("broke the connection");
  }

  @Test
  void masterThatRestartsBetweenTwoRequestsCostsAtMostOneOfThem() throws NoReplyException {
    var router = FakeRouter.start(_ -> FakeRouter.reply("first"));
    try (var channel = open(router.endpoint())) {
      assertThat(channel.request(bytes("a"), LONG)).asString(UTF_8).isEqualTo("first");
      int port = router.endpoint().port();
      router.close();
      try (var _ = FakeRouter.startOn(port, _ -> FakeRouter.reply("second"))) {
        assertThat(secondTryAtMost(channel)).asString(UTF_8).isEqualTo("second");
      }
    }
  }

  private static byte[] secondTryAtMost(ReqChannel channel) throws NoReplyException {
    try {
      return channel.request(bytes("a"), LONG);
    } catch (NoReplyException e) {
      assertThat(e).hasMessageContaining("broke the connection");
      return channel.request(bytes("a"), LONG);
    }
  }

  @Test
  void peerThatIsNoZeroMqIsNoReply() throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var channel = open(new Endpoint("127.0.0.1", server.getLocalPort()))) {
      Thread.ofVirtual().start(() -> speakNonsense(server));
      assertThatThrownBy(() -> channel.request(bytes("a"), Duration.ofSeconds(1)))
          .isInstanceOf(NoReplyException.class);
    }
  }

  @Test
  void nobodyThereIsNoReply() throws IOException {
    int port;
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    try (var channel = open(new Endpoint("127.0.0.1", port))) {
      assertThatThrownBy(() -> channel.request(bytes("a"), SHORT))
          .isInstanceOf(NoReplyException.class);
    }
  }

  @Test
  void hostThatHasNoAddressIsNoReply() {
    try (var channel = open(new Endpoint("no-such-host.invalid", 4506))) {
      assertThatThrownBy(() -> channel.request(bytes("a"), SHORT))
          .isInstanceOf(NoReplyException.class);
    }
  }

  @Test
  void ringEndsTheWait() {
    try (var router = FakeRouter.start(_ -> List.of());
        var channel = open(router.endpoint())) {
      wake.ring();
      wake.ring();
      assertThatThrownBy(() -> channel.request(bytes("a"), LONG))
          .isInstanceOf(NoReplyException.class)
          .hasMessageContaining("was ended");
      // Both rings were one.
      assertThatThrownBy(() -> channel.request(bytes("a"), SHORT))
          .isInstanceOf(NoReplyException.class)
          .hasMessageContaining("no answer");
    }
  }

  @Test
  void channelBelongsToTheThreadThatOpenedIt() throws Exception {
    try (var router = FakeRouter.start(_ -> FakeRouter.reply("ok"));
        var channel = open(router.endpoint())) {
      channel.request(bytes("a"), LONG);
      var stranger = new java.util.concurrent.atomic.AtomicReference<Throwable>();
      Thread thread = Thread.ofPlatform().start(() -> use(channel, stranger));
      thread.join();
      assertThat(stranger.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("belongs to the thread that opened it");
    }
  }

  @Test
  void contextWithAnOpenChannelRefusesToClose() throws NoReplyException {
    try (var router = FakeRouter.start(_ -> FakeRouter.reply("ok"))) {
      var own = new ChannelContext();
      var channel = ReqChannel.open(own, router.endpoint(), LinkLimits.DEFAULT, wake);
      channel.request(bytes("a"), LONG);
      assertThatThrownBy(own::close).isInstanceOf(IllegalStateException.class);
      channel.close();
      own.close();
    }
  }

  private static void use(
      ReqChannel channel, java.util.concurrent.atomic.AtomicReference<Throwable> thrown) {
    try {
      channel.request(bytes("b"), SHORT);
    } catch (NoReplyException | RuntimeException e) {
      thrown.set(e);
    }
  }

  private static void speakNonsense(ServerSocket server) {
    try (Socket peer = server.accept()) {
      peer.getOutputStream().write(bytes("HTTP/1.1 400 Bad Request\r\n\r\n".repeat(10)));
      peer.getInputStream().readAllBytes();
    } catch (IOException _) {
      // The channel hung up on us.
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
