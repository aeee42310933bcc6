package dev.saltern.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;

/// The other end of `NOTIFY_SOCKET`: a real datagram socket, which another language binds, since
/// Java cannot.
final class NotifyReceiver implements AutoCloseable {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  /// Binds the address it is told, says so, and prints each datagram on a line.
  private static final String PROGRAM =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1].replace('@', '\\0', 1))
      print('bound', flush=True)
      while True:
          print(s.recv(65536).decode().replace('\\n', '|'), flush=True)
      """;

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final Process process;

  private NotifyReceiver(Process process) {
    this.process = process;
  }

  /// Bound to a path, or to an abstract name with `@` before it. Skips the test where it cannot be.
  static NotifyReceiver bind(String address) throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(PYTHON), "skipped: no " + PYTHON + " to bind a datagram socket with");
    Process process =
        new ProcessBuilder(PYTHON.toString(), "-c", PROGRAM, address)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var receiver = new NotifyReceiver(process);
    BufferedReader out = process.inputReader();
    if (!"bound".equals(out.readLine())) {
      receiver.close();
      throw new IOException("the receiver could not bind " + address);
    }
    Thread.ofPlatform().daemon().start(() -> out.lines().forEach(receiver.heard::add));
    return receiver;
  }

  /// Each message so far, `|` between its lines.
  List<String> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
