package dev.saltern.channel;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.zeromq.SocketType;

/// One subscription to a master's publish port. Confined to the thread that opened it.
///
/// Its ZeroMQ identity is unique: a minion with our id on the same host would otherwise be taken
/// for the same subscriber.
public final class SubChannel implements AutoCloseable {
  private final Link link;

  private SubChannel(Link link) {
    this.link = link;
  }

  /// A channel for the calling thread, connecting.
  ///
  /// @param topics the beginnings of the first frames to receive; the empty text is everything
  /// @param wake rung, it ends a wait early; stays the caller's
  /// @throws NoReplyException where the host has no address
  public static SubChannel open(
      ChannelContext context, Endpoint endpoint, List<String> topics, LinkLimits limits, Wake wake)
      throws NoReplyException {
    Link link = Link.open(context, SocketType.SUB, limits, wake);
    boolean connecting = false;
    try {
      link.socket().setIdentity(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
      for (String topic : topics) {
        link.socket().subscribe(topic.getBytes(StandardCharsets.UTF_8));
      }
      link.connect(endpoint);
      connecting = true;
      return new SubChannel(link);
    } finally {
      if (!connecting) {
        link.close();
      }
    }
  }

  /// The next thing to tell, or [Received.Notice#SILENCE] when there is none within `timeout`.
  public Received receive(Duration timeout) {
    return switch (link.await(timeout)) {
      case READABLE -> new Received.Message(link.receive());
      case UP -> Received.Notice.UP;
      case DOWN -> Received.Notice.DOWN;
      case WOKEN -> Received.Notice.WOKEN;
      case SILENCE -> Received.Notice.SILENCE;
    };
  }

  @Override
  public void close() {
    link.close();
  }
}
