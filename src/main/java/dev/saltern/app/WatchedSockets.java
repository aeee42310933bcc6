package dev.saltern.app;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Socket options that show each accepted connection to [HttpConnections], which is the first place
/// where Helidon lets anybody see one: before its TLS handshake. Thread-safe.
record WatchedSockets(SocketOptions options, HttpConnections connections) implements SocketOptions {
  /// @throws UncheckedIOException where the connection is refused; Helidon closes it then
  @Override
  public void configureSocket(SocketChannel socket) {
    try {
      connections.accepted(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    options.configureSocket(socket);
  }

  @Override
  public Map<SocketOption<?>, Object> socketOptions() {
    return options.socketOptions();
  }

  @Override
  public Duration connectTimeout() {
    return options.connectTimeout();
  }

  @Override
  public Duration readTimeout() {
    return options.readTimeout();
  }

  @Override
  public Optional<Integer> socketReceiveBufferSize() {
    return options.socketReceiveBufferSize();
  }

  @Override
  public Optional<Integer> socketSendBufferSize() {
    return options.socketSendBufferSize();
  }

  @Override
  public boolean socketReuseAddress() {
    return options.socketReuseAddress();
  }

  @Override
  public boolean socketKeepAlive() {
    return options.socketKeepAlive();
  }

  @Override
  public boolean tcpNoDelay() {
    return options.tcpNoDelay();
  }
}
