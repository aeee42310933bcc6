package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/// The publish port of a fake master on loopback. XPUB, so that a test can wait until it is
/// subscribed to. Confined to one thread.
public final class FakePublisher implements AutoCloseable {
  private final ZMQ.Context context = ZMQ.context(1);
  private final ZMQ.Socket socket = context.socket(SocketType.XPUB);
  private final int port;

  private FakePublisher(int port) {
    socket.setLinger(0);
    socket.setReceiveTimeOut(20_000);
    if (port == 0) {
      this.port = socket.bindToRandomPort("tcp://127.0.0.1");
    } else {
      socket.bind("tcp://127.0.0.1:" + port);
      this.port = port;
    }
  }

  public static FakePublisher start() {
    return new FakePublisher(0);
  }

  public static FakePublisher startOn(int port) {
    return new FakePublisher(port);
  }

  public Endpoint endpoint() {
    return new Endpoint("127.0.0.1", port);
  }

  public void awaitSubscriptions(int topics) {
    for (int i = 0; i < topics; i++) {
      byte[] subscription = socket.recv();
      if (subscription == null || subscription[0] != 1) {
        throw new AssertionError("expected a subscription, found none within the time");
      }
    }
  }

  public void publish(String... frames) {
    publish(Arrays.stream(frames).map(f -> f.getBytes(UTF_8)).toList());
  }

  public void publish(List<byte[]> frames) {
    for (int i = 0; i < frames.size(); i++) {
      socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
    }
  }

  @Override
  public void close() {
    socket.close();
    context.close();
  }
}
