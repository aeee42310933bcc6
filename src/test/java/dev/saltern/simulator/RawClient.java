package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// A client of a master, one request at a time, each on a connection of its own.
final class RawClient implements AutoCloseable {
  // JeroMQ forgets a fresh connection now and then (zeromq/jeromq#1022): try again soon.
  private static final int HANDSHAKE_MILLIS = 300;

  private final ZContext context = new ZContext();
  private final MinionKey key = new MinionKey(Clock.systemUTC());
  private final MinionId id;
  private final String endpoint;

  RawClient(MinionId id, String host, int port) {
    this.id = id;
    this.endpoint = "tcp://" + host + ":" + port;
    context.setLinger(0);
  }

  String publicPem() {
    return key.publicPem();
  }

  /// What this client gets when it signs in; nothing where it is not accepted.
  Optional<MinionKey.Session> signIn() throws WireException {
    return key.session(ask(key.signIn(id), 10_000).orElseThrow());
  }

  /// The bytes of the answer to `load`; nothing where none came in time.
  Optional<byte[]> answer(Data.Dict load, MinionKey.Session session, int millis) {
    return ask(key.sealed(id, load, session), millis);
  }

  /// The decoded answer to `load`, still sealed where it is.
  Data decoded(Data.Dict load, MinionKey.Session session) throws WireException {
    return DataCodec.decode(answer(load, session, 10_000).orElseThrow());
  }

  Optional<byte[]> ask(byte[] request, int millis) {
    try (ZMQ.Socket socket = context.createSocket(SocketType.REQ)) {
      socket.setReceiveTimeOut(millis);
      socket.setHandshakeIvl(HANDSHAKE_MILLIS);
      socket.connect(endpoint);
      socket.send(request);
      byte @Nullable [] answer = socket.recv();
      return Optional.ofNullable(answer);
    }
  }

  /// A subscriber to everything a master publishes on `port`.
  ZMQ.Socket subscribe(String host, int port, String topic) {
    ZMQ.Socket socket = context.createSocket(SocketType.SUB);
    socket.setReceiveTimeOut(10_000);
    socket.setHandshakeIvl(HANDSHAKE_MILLIS);
    socket.subscribe(topic);
    socket.connect("tcp://" + host + ":" + port);
    return socket;
  }

  @Override
  public void close() {
    context.close();
  }
}
