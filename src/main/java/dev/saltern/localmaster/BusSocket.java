package dev.saltern.localmaster;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/// Connections to the master's bus.
final class BusSocket {
  private BusSocket() {}

  /// A connected channel; loopback, so connecting takes no time or fails.
  static SocketChannel connect(SocketAddress address) throws IOException {
    SocketChannel channel =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    try {
      channel.connect(address);
      return channel;
    } catch (IOException | RuntimeException e) {
      try (channel) {
        throw e;
      }
    }
  }

  static ReadAhead open(SocketAddress address, int bufferBytes) throws IOException {
    return ReadAhead.start(connect(address), bufferBytes, "event-tap-socket");
  }
}
