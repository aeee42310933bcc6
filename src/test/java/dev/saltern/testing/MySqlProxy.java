package dev.saltern.testing;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// What stands between a client and its MySQL server: passes connections on, leads new ones to
/// another server, slows commands down, and answers or drops them as other writers and networks do.
/// Looks at plain connections only, without TLS. Thread-safe.
public final class MySqlProxy implements AutoCloseable {
  /// What becomes of a command.
  public enum Fault {
    NONE,
    /// Not passed on; answered as where another transaction won, and ours rolled back.
    DEADLOCK,
    /// Not passed on; answered as where a row stayed locked.
    LOCK_WAIT,
    /// Not passed on; the connection ends.
    CUT_BEFORE,
    /// Passed on and carried out; the connection ends before the client has the answer.
    CUT_AFTER
  }

  /// A command that waits for an answer.
  ///
  /// @param text the first characters of its SQL, in upper case; empty for a prepared one's run
  public record Command(String text) {
    public boolean isCommit() {
      return text.contains("COMMIT") && !text.contains("AUTOCOMMIT");
    }

    /// Whether no server answers it with a deadlock: what ends or sets up a transaction.
    boolean isHarmless() {
      return text.contains("ROLLBACK") || text.contains("SET ") || text.contains("SHOW ");
    }
  }

  private static final int PACKET_BYTES_MAX = 0xffffff;
  private static final int QUERY = 0x03;
  private static final int PREPARE = 0x16;
  private static final int EXECUTE = 0x17;
  private static final int TEXT_BYTES = 64;

  private final ServerSocket listener;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Map<Fault, LongAdder> injected = new ConcurrentHashMap<>();
  private final LongAdder cutInCommit = new LongAdder();
  private volatile InetSocketAddress server;
  private volatile Function<Command, Fault> faults = _ -> Fault.NONE;
  private volatile Duration delay = Duration.ZERO;

  public MySqlProxy(String host, int port) throws IOException {
    this.server = new InetSocketAddress(host, port);
    this.listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().name("mysql-proxy").start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /// Where new connections lead from now on; those that are there stay where they are, as behind a
  /// name that is moved.
  public void lead(String host, int port) {
    server = new InetSocketAddress(host, port);
  }

  /// What becomes of each command from now on.
  public void faults(Function<Command, Fault> next) {
    faults = next;
  }

  /// How long each command waits before it is passed on, from now on.
  public void delay(Duration time) {
    delay = time;
  }

  /// Ends all connections there are.
  public void cut() {
    links.forEach(Link::close);
  }

  /// Ends all connections, and once more that which next runs a prepared statement: its client
  /// knows then that something happened.
  public void cutAtNextRun() {
    var done = new AtomicBoolean();
    faults =
        command ->
            command.text().isEmpty() && done.compareAndSet(false, true)
                ? Fault.CUT_BEFORE
                : Fault.NONE;
    cut();
  }

  public long injected(Fault fault) {
    LongAdder count = injected.get(fault);
    return count == null ? 0 : count.sum();
  }

  /// How many commits were carried out without the client being told.
  public long cutInCommit() {
    return cutInCommit.sum();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().name("mysql-proxy-link").start(() -> pass(client));
      } catch (IOException _) {
        // closed; the loop ends
      }
    }
  }

  private void pass(Socket client) {
    try (client;
        Socket upper = new Socket()) {
      upper.connect(server, 5_000);
      client.setTcpNoDelay(true);
      upper.setTcpNoDelay(true);
      var link = new Link(client, upper);
      links.add(link);
      Thread answers = Thread.ofVirtual().name("mysql-proxy-answers").start(link::answers);
      try {
        link.commands();
      } finally {
        link.close();
        links.remove(link);
        answers.join();
      }
    } catch (IOException _) {
      // either end is gone, and with it the other
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Link {
    private final Socket client;
    private final Socket upper;
    private final Semaphore swallowed = new Semaphore(0);
    private volatile boolean dropAnswer;
    private volatile boolean swallow;

    /// Whether a query has attributes before its text, as newer servers take them.
    private boolean attributes;

    Link(Socket client, Socket upper) {
      this.client = client;
      this.upper = upper;
    }

    void close() {
      for (Socket socket : new Socket[] {client, upper}) {
        try {
          socket.close();
        } catch (IOException _) {
          // it is gone already
        }
      }
    }

    void answers() {
      try {
        InputStream in = upper.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] bytes = new byte[1 << 16];
        for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
          if (dropAnswer) {
            break;
          }
          if (swallow) {
            swallow = false; // the answer to a ROLLBACK comes in one piece
            swallowed.release();
          } else {
            out.write(bytes, 0, n);
          }
        }
      } catch (IOException _) {
        // either end is gone
      } finally {
        close();
      }
    }

    /// Packets are 3 bytes of length, a number, the payload; a command is numbered 0.
    void commands() throws IOException, InterruptedException {
      var in = new DataInputStream(new BufferedInputStream(client.getInputStream(), 1 << 16));
      OutputStream out = upper.getOutputStream();
      while (true) {
        byte[] head = new byte[4];
        in.readFully(head);
        int length = (head[0] & 0xff) | (head[1] & 0xff) << 8 | (head[2] & 0xff) << 16;
        byte[] packet = new byte[4 + length];
        System.arraycopy(head, 0, packet, 0, 4);
        in.readFully(packet, 4, length);
        if (head[3] == 0 && length > 0 && length < PACKET_BYTES_MAX && waits(packet[4])) {
          attributes |= packet[4] == QUERY && length > 2 && packet[5] == 0 && packet[6] == 1;
          Command command = command(packet);
          if (!carryOut(command, fault(command))) {
            continue;
          }
        }
        out.write(packet);
      }
    }

    private boolean carryOut(Command command, Fault fault)
        throws IOException, InterruptedException {
      Thread.sleep(delay);
      injected.computeIfAbsent(fault, _ -> new LongAdder()).increment();
      switch (fault) {
        case NONE -> {}
        case DEADLOCK -> {
          rollBack();
          refuse(1213, "40001", "Deadlock found when trying to get lock");
          return false;
        }
        case LOCK_WAIT -> {
          refuse(1205, "HY000", "Lock wait timeout exceeded");
          return false;
        }
        case CUT_BEFORE -> throw new IOException("cut");
        case CUT_AFTER -> {
          dropAnswer = true;
          if (command.isCommit()) {
            cutInCommit.increment();
          }
        }
      }
      return true;
    }

    private void rollBack() throws IOException, InterruptedException {
      byte[] text =
          ((attributes ? "\0\u0001" : "") + "ROLLBACK").getBytes(StandardCharsets.US_ASCII);
      byte[] packet = new byte[5 + text.length];
      packet[0] = (byte) (1 + text.length);
      packet[4] = QUERY;
      System.arraycopy(text, 0, packet, 5, text.length);
      swallow = true;
      upper.getOutputStream().write(packet);
      if (!swallowed.tryAcquire(30, TimeUnit.SECONDS)) {
        throw new IOException("no answer to ROLLBACK");
      }
    }

    private void refuse(int number, String state, String text) throws IOException {
      byte[] message = ("#" + state + text).getBytes(StandardCharsets.US_ASCII);
      byte[] packet = new byte[7 + message.length];
      packet[0] = (byte) (3 + message.length);
      packet[3] = 1;
      packet[4] = (byte) 0xff;
      packet[5] = (byte) number;
      packet[6] = (byte) (number >> 8);
      System.arraycopy(message, 0, packet, 7, message.length);
      client.getOutputStream().write(packet);
    }
  }

  private Fault fault(Command command) {
    Fault wanted = faults.apply(command);
    boolean refused = wanted == Fault.DEADLOCK || wanted == Fault.LOCK_WAIT;
    return refused && command.isHarmless() ? Fault.NONE : wanted;
  }

  private static boolean waits(byte kind) {
    return kind == QUERY || kind == PREPARE || kind == EXECUTE;
  }

  private static Command command(byte[] packet) {
    if (packet[4] == EXECUTE) {
      return new Command("");
    }
    int length = Math.min(TEXT_BYTES, packet.length - 5);
    return new Command(
        new String(packet, 5, length, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT));
  }
}
