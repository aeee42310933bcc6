package dev.saltern.localmaster;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// A master's bus on real unix sockets, moved by hand: accepts, sends and drops when told to.
final class FakeBus implements AutoCloseable {
  private final Bus bus;
  private ServerSocketChannel pub;
  private final ServerSocketChannel pull;

  FakeBus(Path directory, int eventBytesMax) throws IOException {
    bus = Bus.unix(directory, eventBytesMax);
    pub = listen(bus.pub());
    pull = listen(bus.pull());
  }

  Bus bus() {
    return bus;
  }

  /// The next subscriber.
  SocketChannel accept() throws IOException {
    return pub.accept();
  }

  /// The next process that fires events.
  SocketChannel acceptPush() throws IOException {
    return pull.accept();
  }

  static void send(SocketChannel to, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      to.write(left);
    }
  }

  /// The master is gone: its socket file stays, as after a kill.
  void stop() throws IOException {
    pub.close();
  }

  void restart() throws IOException {
    Files.delete(((UnixDomainSocketAddress) bus.pub()).getPath());
    pub = listen(bus.pub());
  }

  private static ServerSocketChannel listen(java.net.SocketAddress at) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(at);
    return channel;
  }

  @Override
  public void close() throws IOException {
    pub.close();
    pull.close();
  }
}
