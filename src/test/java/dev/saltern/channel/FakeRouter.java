package dev.saltern.channel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/// The request port of a fake master on loopback: a ROUTER socket of its own context whose thread
/// hands each request to a script.
public final class FakeRouter implements AutoCloseable {
  /// What to do with a request: the frames to send back after the sender's identity, none for no
  /// answer.
  public interface Script {
    List<byte[]> answer(byte[] body);
  }

  private static final int POLL_MS = 20;

  private final ZMQ.Context context = ZMQ.context(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<String> senders = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private final int port;
  private volatile Script script;

  private FakeRouter(int port, Script script) {
    this.script = script;
    ZMQ.Socket socket = context.socket(SocketType.ROUTER);
    socket.setLinger(0);
    socket.setMaxMsgSize(-1);
    if (port == 0) {
      this.port = socket.bindToRandomPort("tcp://127.0.0.1");
    } else {
      socket.bind("tcp://127.0.0.1:" + port);
      this.port = port;
    }
    thread = Thread.ofPlatform().name("fake-router").start(() -> serve(socket));
  }

  /// A router on a free port.
  public static FakeRouter start(Script script) {
    return new FakeRouter(0, script);
  }

  /// A router on a port known from before.
  public static FakeRouter startOn(int port, Script script) {
    return new FakeRouter(port, script);
  }

  /// The usual answer: an empty frame and a body.
  public static List<byte[]> reply(byte[] body) {
    return List.of(new byte[0], body);
  }

  public static List<byte[]> reply(String body) {
    return reply(body.getBytes(StandardCharsets.UTF_8));
  }

  public Endpoint endpoint() {
    return new Endpoint("127.0.0.1", port);
  }

  public void script(Script next) {
    script = next;
  }

  /// The identities of all who sent something, in order, one for each request.
  public List<String> senders() {
    return senders;
  }

  private void serve(ZMQ.Socket socket) {
    try (socket) {
      socket.setReceiveTimeOut(POLL_MS);
      while (closing.getCount() > 0) {
        byte[] identity = socket.recv();
        if (identity == null) {
          continue;
        }
        var rest = new ArrayList<byte[]>();
        while (socket.hasReceiveMore()) {
          rest.add(socket.recv());
        }
        senders.add(new String(identity, StandardCharsets.ISO_8859_1));
        List<byte[]> answer = script.answer(rest.getLast());
        for (int i = 0; i < answer.size(); i++) {
          if (i == 0) {
            socket.send(identity, ZMQ.SNDMORE);
          }
          socket.send(answer.get(i), i < answer.size() - 1 ? ZMQ.SNDMORE : 0);
        }
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    context.close();
  }
}
