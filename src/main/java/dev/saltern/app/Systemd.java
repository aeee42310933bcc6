package dev.saltern.app;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What systemd is told of the node (`sd_notify`): a datagram to the unix socket that
/// `NOTIFY_SOCKET` names, a path or, with `@` before it, an abstract one. Java has no datagram unix
/// sockets, so this is the one place that calls the C library. Without the variable nothing is
/// told. What cannot be told is logged once and never ends the node. Thread-safe.
final class Systemd {
  private static final Logger log = LoggerFactory.getLogger(Systemd.class);
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_DONTWAIT = 0x40;

  /// `sun_path` of `struct sockaddr_un`.
  private static final int PATH_BYTES_MAX = 108;

  private static final long FAMILY_BYTES = 2;

  private final String address;
  private final Map<String, String> environment;
  private boolean failed;

  private Systemd(String address, Map<String, String> environment) {
    this.address = address;
    this.environment = environment;
  }

  static Systemd of(Map<String, String> environment) {
    return new Systemd(environment.getOrDefault("NOTIFY_SOCKET", ""), Map.copyOf(environment));
  }

  /// How often [#alive] is due: half of what the unit's `WatchdogSec` allows; nothing where it
  /// watches nobody, or another process.
  Optional<Duration> watchdogEvery() {
    String pid = environment.getOrDefault("WATCHDOG_PID", "");
    boolean ours = pid.isEmpty() || pid.equals(Long.toString(ProcessHandle.current().pid()));
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    return ours && !address.isEmpty() && micros.matches("[1-9]\\d{0,17}")
        ? Optional.of(Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros), 500L)))
        : Optional.empty();
  }

  /// The node runs.
  void ready(String status) {
    send("READY=1\nSTATUS=" + oneLine(status));
  }

  /// How it is, for `systemctl status`.
  void status(String status) {
    send("STATUS=" + oneLine(status));
  }

  /// It ends.
  void stopping() {
    send("STOPPING=1\nSTATUS=ending: what arrived goes to disk");
  }

  /// It is alive: where this stays out, systemd starts it anew.
  void alive() {
    send("WATCHDOG=1");
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ');
  }

  private synchronized void send(String message) {
    if (address.isEmpty()) {
      return;
    }
    try {
      deliver(message);
      failed = false;
    } catch (SocketException e) {
      if (!failed) {
        log.atWarn().log("systemd cannot be told how the node is: {}", e.getMessage());
      }
      failed = true;
    }
  }

  private static final class SocketException extends Exception {
    private static final long serialVersionUID = 1L;

    SocketException(String message) {
      super(message);
    }
  }

  private void deliver(String message) throws SocketException {
    try (Arena arena = Arena.ofConfined()) {
      var to = new SocketAddress(address, arena);
      MemorySegment error = arena.allocate(C.ERROR);
      int socket = (int) C.SOCKET.invokeExact(error, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (socket < 0) {
        throw C.failed("socket", error);
      }
      try {
        MemorySegment bytes =
            arena.allocateFrom(ValueLayout.JAVA_BYTE, message.getBytes(StandardCharsets.UTF_8));
        long sent =
            (long)
                C.SEND_TO.invokeExact(
                    error, socket, bytes, bytes.byteSize(), MSG_DONTWAIT, to.bytes, to.length);
        if (sent < 0) {
          throw C.failed("sendto " + address, error);
        }
      } finally {
        int _ = (int) C.CLOSE.invokeExact(socket);
      }
    } catch (SocketException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call into the C library throws nothing", e);
    }
  }

  /// A `struct sockaddr_un`.
  private static final class SocketAddress {
    final MemorySegment bytes;
    final int length;

    SocketAddress(String address, Arena arena) throws SocketException {
      byte[] path = address.getBytes(StandardCharsets.UTF_8);
      boolean abstractName = address.startsWith("@");
      if (!abstractName && !address.startsWith("/")) {
        throw new SocketException("NOTIFY_SOCKET: expected a path or @name, found " + address);
      }
      // A path ends with a zero byte, an abstract name begins with one and ends with the length.
      int needed = path.length + (abstractName ? 0 : 1);
      if (needed > PATH_BYTES_MAX) {
        throw new SocketException("NOTIFY_SOCKET: expected at most 107 bytes, found " + address);
      }
      bytes = arena.allocate(FAMILY_BYTES + PATH_BYTES_MAX, FAMILY_BYTES);
      bytes.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, bytes, ValueLayout.JAVA_BYTE, FAMILY_BYTES, path.length);
      if (abstractName) {
        bytes.set(ValueLayout.JAVA_BYTE, FAMILY_BYTES, (byte) 0);
      }
      length = (int) FAMILY_BYTES + needed;
    }
  }

  /// The four things of the C library; looked up when the first message is sent.
  @SuppressWarnings("restricted") // native access: the launcher, the unit and the manifest allow it
  private static final class C {
    static final StructLayout ERROR = Linker.Option.captureStateLayout();
    private static final Linker LINKER = Linker.nativeLinker();
    private static final java.lang.invoke.VarHandle ERRNO =
        ERROR.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    static final MethodHandle SOCKET =
        capturing(
            "socket",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    static final MethodHandle SEND_TO =
        capturing(
            "sendto",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    static final MethodHandle CLOSE =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static MethodHandle capturing(String name, FunctionDescriptor types) {
      return LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow(name), types, Linker.Option.captureCallState("errno"));
    }

    static SocketException failed(String call, MemorySegment error) {
      return new SocketException(call + ": errno " + (int) ERRNO.get(error, 0L));
    }
  }
}
