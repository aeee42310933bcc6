package dev.saltern.channel;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/// One connection to a master's request port: a request, its answer, then the next. Confined to the
/// thread that opened it.
///
/// Salt's answers carry no number of their request, so an answer counts only on the connection its
/// request went out on: whenever a request ends without one, the connection is dropped, and a late
/// answer with it. ZeroMQ's REQ socket would also swallow what is no answer; this is a DEALER that
/// frames by hand and sees it.
public final class ReqChannel implements AutoCloseable {
  private static final byte[] DELIMITER = new byte[0];

  private final Owner owner = Owner.here();
  private final ChannelContext context;
  private final Endpoint endpoint;
  private final LinkLimits limits;
  private final Wake wake;
  private @Nullable Link link;

  private ReqChannel(ChannelContext context, Endpoint endpoint, LinkLimits limits, Wake wake) {
    this.context = context;
    this.endpoint = endpoint;
    this.limits = limits;
    this.wake = wake;
  }

  /// A channel for the calling thread; connects with the first request.
  ///
  /// @param wake rung, it ends a request early; stays the caller's
  public static ReqChannel open(
      ChannelContext context, Endpoint endpoint, LinkLimits limits, Wake wake) {
    return new ReqChannel(context, endpoint, limits, wake);
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /// The answer to `body`.
  ///
  /// @throws NoReplyException where none came that can be trusted to be its answer
  public byte[] request(byte[] body, Duration timeout) throws NoReplyException {
    owner.check();
    boolean answered = false;
    try {
      Link current = connected();
      long deadline = System.nanoTime() + timeout.toNanos();
      send(current, body);
      byte[] answer = answer(current, timeout, deadline);
      answered = true;
      return answer;
    } finally {
      if (!answered) {
        drop();
      }
    }
  }

  private Link connected() throws NoReplyException {
    Link current = link;
    if (current != null) {
      // What happened to the connection since the last answer is no news of this request.
      Link.Signal before = current.await(Duration.ZERO);
      if (before == Link.Signal.SILENCE) {
        return current;
      }
      drop();
    }
    Link fresh = Link.open(context, SocketType.DEALER, limits, wake);
    link = fresh;
    fresh.connect(endpoint);
    return fresh;
  }

  private void send(Link current, byte[] body) throws NoReplyException {
    if (!current.send(DELIMITER, body)) {
      throw new NoReplyException(endpoint + " takes no request");
    }
  }

  private byte[] answer(Link current, Duration timeout, long deadline) throws NoReplyException {
    while (true) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      switch (current.await(left)) {
        case READABLE -> {
          return body(current.receive());
        }
        case UP -> {}
        case DOWN -> throw new NoReplyException(endpoint + " broke the connection");
        case WOKEN -> throw new NoReplyException("the wait for " + endpoint + " was ended");
        case SILENCE ->
            throw new NoReplyException(
                "no answer from %s within %d ms".formatted(endpoint, timeout.toMillis()));
      }
    }
  }

  private byte[] body(List<byte[]> parts) throws NoReplyException {
    if (parts.size() != 2 || parts.getFirst().length != 0) {
      throw new NoReplyException(
          "expected an empty frame and one of content from %s; found %d frames"
              .formatted(endpoint, parts.size()));
    }
    return parts.getLast();
  }

  private void drop() {
    Link current = link;
    link = null;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public void close() {
    owner.check();
    drop();
  }
}
