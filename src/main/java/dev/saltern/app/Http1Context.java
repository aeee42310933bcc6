package dev.saltern.app;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/// A connection as Helidon's HTTP/1.1 sees it. One whose first request is of HTTP/1.0, which is
/// what nginx sends to the servers behind it unless told, looks like HTTP/1.1 with `Connection:
/// close`; its answer has no chunks, which HTTP/1.0 does not know, and ends where the connection
/// does. Confined to the connection's thread.
final class Http1Context implements ConnectionContext {
  private static final String OLD = " HTTP/1.0";
  private static final String AS_NEW = " HTTP/1.1\r\nConnection: close";

  private final ConnectionContext context;
  private final HttpConnection connection;
  private final int requestLineBytes;
  private final DataReader reader;
  private final DataWriter writer;
  private @Nullable ServerConnection http1;
  private boolean hasRequest;
  private boolean begun;
  private boolean old;
  private Framing framing = Framing.AS_IT_IS;

  /// What the writer takes off what it is given.
  private enum Framing {
    AS_IT_IS,
    /// The status and the headers come next, as they are; then chunks.
    HEADERS_NEXT,
    CHUNKS
  }

  Http1Context(ConnectionContext context, HttpConnection connection, int requestLineBytes) {
    this.context = context;
    this.connection = connection;
    this.requestLineBytes = requestLineBytes;
    this.reader = DataReader.create(this::received);
    this.writer = new Unframing(context.dataWriter());
  }

  void carries(ServerConnection http1) {
    this.http1 = http1;
  }

  HttpConnection connection() {
    return connection;
  }

  /// The first line of a request is there.
  void begins() {
    connection.begins(System.nanoTime());
    hasRequest = false;
  }

  /// The headers of a request are there.
  void answers() {
    connection.moves(System.nanoTime());
    hasRequest = true;
  }

  /// There is no request after the one that is being answered. After what was no request Helidon
  /// ends by itself; told to, it would interrupt this thread before it has said why.
  void endAfterwards() {
    if (http1 != null && hasRequest) {
      http1.close(false);
    }
  }

  /// Whether the chunks of the answer that begins are left out.
  boolean unframes() {
    if (old) {
      framing = Framing.HEADERS_NEXT;
    }
    return old;
  }

  private byte @Nullable [] received() {
    byte[] bytes = more();
    if (begun || bytes == null) {
      return bytes;
    }
    begun = true;
    var start = new ByteArrayOutputStream();
    start.writeBytes(bytes);
    while (lineEnd(start.toByteArray()) < 0 && start.size() < requestLineBytes) {
      byte[] next = more();
      if (next == null) {
        break;
      }
      start.writeBytes(next);
    }
    return asNew(start.toByteArray());
  }

  private byte @Nullable [] more() {
    try {
      context.dataReader().ensureAvailable();
    } catch (DataReader.InsufficientDataAvailableException _) {
      return null;
    }
    return context.dataReader().readBytes(context.dataReader().available());
  }

  private byte[] asNew(byte[] start) {
    int end = lineEnd(start);
    String line = new String(start, 0, Math.max(end, 0), StandardCharsets.ISO_8859_1);
    if (!line.endsWith(OLD)) {
      return start;
    }
    old = true;
    var renewed = new ByteArrayOutputStream();
    renewed.writeBytes(
        (line.substring(0, line.length() - OLD.length()) + AS_NEW)
            .getBytes(StandardCharsets.ISO_8859_1));
    renewed.write(start, end, start.length - end);
    return renewed.toByteArray();
  }

  /// Where the first line ends; -1 where it goes on.
  private static int lineEnd(byte[] bytes) {
    for (int i = 1; i < bytes.length; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r') {
        return i - 1;
      }
    }
    return -1;
  }

  /// Takes the frame off chunks. Helidon writes each in one piece.
  private final class Unframing implements DataWriter {
    private final DataWriter to;

    Unframing(DataWriter to) {
      this.to = to;
    }

    private BufferData plain(BufferData data) {
      return switch (framing) {
        case AS_IT_IS -> data;
        case HEADERS_NEXT -> {
          framing = Framing.CHUNKS;
          yield data;
        }
        case CHUNKS -> {
          byte[] chunk = data.readBytes();
          int from = lineEnd(chunk) + 2;
          yield BufferData.create(chunk, from, chunk.length - from - 2);
        }
      };
    }

    @Override
    public void write(BufferData... buffers) {
      to.write(plain(BufferData.create(buffers)));
    }

    @Override
    public void write(BufferData buffer) {
      to.write(plain(buffer));
    }

    @Override
    public void writeNow(BufferData... buffers) {
      to.writeNow(plain(BufferData.create(buffers)));
    }

    @Override
    public void writeNow(BufferData buffer) {
      to.writeNow(plain(buffer));
    }

    @Override
    public void flush() {
      to.flush();
    }

    @Override
    public void close() {
      to.close();
    }
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public ListenerContext listenerContext() {
    return context.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return context.executor();
  }

  @Override
  public Router router() {
    return context.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return context.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return context.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return context.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return context.localPeer();
  }

  @Override
  public boolean isSecure() {
    return context.isSecure();
  }

  @Override
  public String socketId() {
    return context.socketId();
  }

  @Override
  public String childSocketId() {
    return context.childSocketId();
  }
}
