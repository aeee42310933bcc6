package dev.saltern.app;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/// Helidon's HTTP/1.1, and what it leaves out: a connection ends after an answer where either side
/// said `Connection: close`, HTTP/1.0 is answered ([Http1Context]), and [HttpConnections] is told
/// how far each request is. There is no other protocol. Thread-safe.
final class Http1Connections implements ServerConnectionSelector {
  private final Http1ConnectionSelector http1;
  private final HttpConnections connections;
  private final int requestLineBytes;

  Http1Connections(HttpLimits.Sizes sizes, HttpConnections connections) {
    this.connections = connections;
    this.requestLineBytes = sizes.requestLineBytes();
    this.http1 =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .maxPrologueLength(sizes.requestLineBytes())
                    .maxHeadersSize(sizes.headerBytes())
                    .addReceiveListener(new Received())
                    .addSendListener(new Sent())
                    .build())
            .build();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    var watched =
        new Http1Context(
            context, connections.of(context.remotePeer(), context.localPeer()), requestLineBytes);
    ServerConnection connection = http1.connection(watched);
    watched.carries(connection);
    return connection;
  }

  private static Http1Context ours(ConnectionContext context) {
    if (context instanceof Http1Context ours) {
      return ours;
    }
    throw new IllegalStateException("not a context of ours: " + context);
  }

  private static final class Received implements Http1ConnectionListener {
    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
      ours(context).begins();
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
      ours(context).answers();
      if (headers.containsToken(HeaderValues.CONNECTION_CLOSE)) {
        ours(context).endAfterwards();
      }
    }
  }

  private static final class Sent implements Http1ConnectionListener {
    @Override
    public void headers(ConnectionContext context, Headers headers) {
      if (headers.containsToken(HeaderValues.CONNECTION_CLOSE)) {
        ours(context).endAfterwards();
      }
      if (headers.containsToken(HeaderValues.TRANSFER_ENCODING_CHUNKED)
          && headers instanceof WritableHeaders<?> writable
          && ours(context).unframes()) {
        writable.remove(HeaderNames.TRANSFER_ENCODING);
      }
    }

    @Override
    public void data(ConnectionContext context, BufferData data) {
      ours(context).connection().moves(System.nanoTime());
    }
  }
}
