package dev.saltern.localmaster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/// Where the master's event bus is. Immutable.
///
/// @param eventBytesMax `max_event_size`: bigger values were replaced by `VALUE_TRIMMED`
public record Bus(SocketAddress pub, SocketAddress pull, int eventBytesMax) {
  public Bus {
    if (eventBytesMax < 1) {
      throw new IllegalArgumentException("max_event_size is at least 1, found " + eventBytesMax);
    }
  }

  /// `ipc_mode: ipc`, the default: two unix sockets in `sock_dir`.
  public static Bus unix(Path sockets, int eventBytesMax) {
    return new Bus(
        UnixDomainSocketAddress.of(sockets.resolve("master_event_pub.ipc")),
        UnixDomainSocketAddress.of(sockets.resolve("master_event_pull.ipc")),
        eventBytesMax);
  }

  /// `ipc_mode: tcp`: two ports of 127.0.0.1, by default 4512 and 4513.
  public static Bus tcp(int pubPort, int pullPort, int eventBytesMax) {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    return new Bus(
        new InetSocketAddress(loopback, pubPort),
        new InetSocketAddress(loopback, pullPort),
        eventBytesMax);
  }
}
