package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.channel.Received.Message;
import dev.saltern.channel.Received.Notice;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SubChannelTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ChannelContext context = new ChannelContext();
  private final Wake wake = new Wake();

  @AfterEach
  void close() {
    context.close();
    wake.close();
  }

  private SubChannel open(Endpoint endpoint, String... topics) throws NoReplyException {
    return SubChannel.open(context, endpoint, List.of(topics), LinkLimits.DEFAULT, wake);
  }

  private static List<String> texts(Received received) {
    assertThat(received).isInstanceOf(Message.class);
    return ((Message) received).frames().stream().map(f -> new String(f, UTF_8)).toList();
  }

  @Test
  void tellsTheConnectionThenWhatItBrings() throws NoReplyException {
    try (var publisher = FakePublisher.start();
        var channel = open(publisher.endpoint(), "")) {
      assertThat(channel.receive(LONG)).isEqualTo(Notice.UP);
      publisher.awaitSubscriptions(1);
      publisher.publish("a", "b");
      assertThat(texts(channel.receive(LONG))).containsExactly("a", "b");
      assertThat(channel.receive(Duration.ZERO)).isEqualTo(Notice.SILENCE);
    }
  }

  @Test
  void bringsOnlyItsTopics() throws NoReplyException {
    try (var publisher = FakePublisher.start();
        var channel = open(publisher.endpoint(), "broadcast", "syndic")) {
      // A connection that jeromq makes anew gets its subscriptions only while its owner polls.
      assertThat(channel.receive(LONG)).isEqualTo(Notice.UP);
      publisher.awaitSubscriptions(2);
      publisher.publish("0123", "no");
      publisher.publish("syndic", "yes");
      assertThat(texts(channel.receive(LONG))).containsExactly("syndic", "yes");
    }
  }

  @Test
  void publisherThatGoesAndComesIsTold() throws NoReplyException {
    var publisher = FakePublisher.start();
    int port = publisher.endpoint().port();
    try (var channel = open(publisher.endpoint(), "")) {
      assertThat(channel.receive(LONG)).isEqualTo(Notice.UP);
      publisher.close();
      assertThat(channel.receive(LONG)).isEqualTo(Notice.DOWN);
      try (var again = FakePublisher.startOn(port)) {
        assertThat(channel.receive(LONG)).isEqualTo(Notice.UP);
        again.awaitSubscriptions(1);
        again.publish("back");
        assertThat(texts(channel.receive(LONG))).containsExactly("back");
      }
    }
  }

  @Test
  void frameOverTheLimitCutsTheConnection() throws NoReplyException {
    var limits = new LinkLimits(1000, 10, Duration.ZERO, Duration.ZERO);
    try (var publisher = FakePublisher.start();
        var channel = SubChannel.open(context, publisher.endpoint(), List.of(""), limits, wake)) {
      assertThat(channel.receive(LONG)).isEqualTo(Notice.UP);
      publisher.awaitSubscriptions(1);
      publisher.publish("x".repeat(1000));
      assertThat(texts(channel.receive(LONG))).containsExactly("x".repeat(1000));
      publisher.publish("x".repeat(1001));
      assertThat(channel.receive(LONG)).isEqualTo(Notice.DOWN);
    }
  }

  @Test
  void peerThatFallsSilentWithoutHangingUpIsFoundByItsMissingPong() throws Exception {
    var limits = new LinkLimits(1000, 10, Duration.ofMillis(1000), Duration.ofMillis(900));
    try (var publisher = FakePublisher.start();
        var line = FrozenLine.to(publisher.endpoint());
        var channel = SubChannel.open(context, line.endpoint(), List.of(""), limits, wake)) {
      assertThat(channel.receive(LONG)).isEqualTo(Notice.UP);
      // Several heartbeats long all is well: the publisher answers pings.
      assertThat(channel.receive(Duration.ofMillis(2500))).isEqualTo(Notice.SILENCE);
      line.freeze();
      assertThat(channel.receive(LONG)).isEqualTo(Notice.DOWN);
    }
  }

  @Test
  void messageOfManyFramesIsCut() throws NoReplyException {
    var many = new ArrayList<String>();
    for (int i = 0; i < 500; i++) {
      many.add("x");
    }
    try (var publisher = FakePublisher.start();
        var channel = open(publisher.endpoint(), "")) {
      assertThat(channel.receive(LONG)).isEqualTo(Notice.UP);
      publisher.awaitSubscriptions(1);
      publisher.publish(many.toArray(String[]::new));
      publisher.publish("next");
      assertThat(texts(channel.receive(LONG))).hasSize(Link.PARTS_MAX + 1);
      assertThat(texts(channel.receive(LONG))).containsExactly("next");
    }
  }

  @Test
  void ringFromAnotherThreadEndsTheWait() throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var channel = open(new Endpoint("127.0.0.1", server.getLocalPort()), "")) {
      Thread.ofVirtual().start(() -> ringOnceConnected(server));
      assertThat(channel.receive(LONG)).isEqualTo(Notice.WOKEN);
    }
  }

  @Test
  void closedChannelIsNotUsed() throws Exception {
    try (var publisher = FakePublisher.start()) {
      var channel = open(publisher.endpoint(), "");
      channel.close();
      channel.close();
      assertThatThrownBy(() -> channel.receive(Duration.ZERO))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  private void ringOnceConnected(ServerSocket server) {
    try (Socket peer = server.accept()) {
      wake.ring();
      // Held open, so that the ring is the only thing to tell.
      peer.getInputStream().readAllBytes();
    } catch (java.io.IOException _) {
      // The test is over.
    }
  }
}
