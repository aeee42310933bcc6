package dev.saltern.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real MariaDB server in a process of its own, for the demo and the tests: on a free port of
/// 127.0.0.1, its data in a directory that outlives it, a restart and a kill -9. Never for
/// production: its binaries get no patches. Thread-safe.
public final class EmbeddedMariaDb implements AutoCloseable {
  /// The account with all rights; its password stands in the data directory, mode 0600.
  public static final String USER = "saltern";

  private static final int START_SECONDS_MAX = 60;
  private static final int STOP_SECONDS_MAX = 30;
  private static final int PORT_TRIES_MAX = 5;
  private static final String HOST = "127.0.0.1";

  private final MariaDbEngine engine;
  private final Path home;
  private final List<String> options;
  private final String password;
  private final Thread stopAtExit = new Thread(this::stop, "embedded-mariadb-stop");
  private int port;
  private Process process;

  /// Starts the server whose data are in `home`, made there at the first start.
  ///
  /// @throws IOException where it does not come up: the message has the last lines of its log
  public static EmbeddedMariaDb start(Path home) throws IOException {
    return start(home, List.of());
  }

  /// As [#start], with more options for the server, such as `--log-bin`; the same at each start.
  public static EmbeddedMariaDb start(Path home, List<String> options) throws IOException {
    MariaDbEngine engine = MariaDbEngine.unpacked();
    Path absolute = Files.createDirectories(home.toAbsolutePath());
    if (!Files.exists(absolute.resolve("password"))) {
      initialise(engine, absolute, options);
    }
    endLeftover(absolute, engine);
    return new EmbeddedMariaDb(engine, absolute, options);
  }

  private EmbeddedMariaDb(MariaDbEngine engine, Path home, List<String> options)
      throws IOException {
    this.engine = engine;
    this.home = home;
    this.options = List.copyOf(options);
    this.password = Files.readString(home.resolve("password"));
    this.port = freePort();
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(stopAtExit);
  }

  public String host() {
    return HOST;
  }

  /// The TCP port, the same over [#kill] and [#restart].
  public synchronized int port() {
    return port;
  }

  /// The server's process, to be paused.
  public synchronized long pid() {
    return process.pid();
  }

  public String password() {
    return password;
  }

  /// A JDBC URL for a database of this server; empty for none. It holds the password.
  public String jdbcUrl(String database) {
    return "jdbc:mysql://"
        + HOST
        + ":"
        + port()
        + "/"
        + database
        + "?user="
        + USER
        + "&password="
        + password;
  }

  /// Ends the server as a power cut would (kill -9).
  public synchronized void kill() {
    process.destroyForcibly();
    await(process);
  }

  /// Starts it again on the same port and data, after a [#kill], or anew while it runs.
  public synchronized void restart() throws IOException {
    stop();
    process = launch();
  }

  /// Stops the server in order; its data stay.
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(stopAtExit);
    } catch (IllegalStateException _) {
      // the JVM is going down already, the hook runs or ran
    }
  }

  private synchronized void stop() {
    process.destroy();
    await(process);
  }

  private Process launch() throws IOException {
    for (int attempt = 1; ; attempt++) {
      Process started =
          command(engine, home, options, "--bind-address=" + HOST, "--port=" + port)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      if (answers(started)) {
        return started;
      }
      started.destroyForcibly();
      await(started);
      String log = lastLines(home.resolve("mariadbd.log"));
      if (attempt == PORT_TRIES_MAX || !log.contains("Address already in use")) {
        throw new IOException("MariaDB did not start in " + home + ":\n" + log);
      }
      port = freePort(); // another process took it since we asked
    }
  }

  private boolean answers(Process started) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
    while (started.isAlive() && System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(HOST), port), 1000);
        socket.setSoTimeout(START_SECONDS_MAX * 1000);
        // The server speaks first; whoever else took the port ends `started`.
        if (socket.getInputStream().read() >= 0 && started.isAlive()) {
          return true;
        }
      } catch (IOException _) {
        pause(); // it is not listening yet
      }
    }
    return false;
  }

  private static void initialise(MariaDbEngine engine, Path home, List<String> options)
      throws IOException {
    delete(home.resolve("data")); // what an interrupted first start left
    Files.createDirectories(home.resolve("data"));
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    String sql =
        engine.systemTables()
            + "flush privileges;\n"
            + "delete from mysql.global_priv;\nflush privileges;\n"
            + ("create user " + USER + "@'" + HOST + "' identified by '" + password + "';\n")
            + ("grant all on *.* to " + USER + "@'" + HOST + "' with grant option;\n");
    Process bootstrap = command(engine, home, options, "--bootstrap", "--skip-networking").start();
    try (var in = bootstrap.outputWriter()) {
      in.write(sql);
    }
    await(bootstrap);
    if (bootstrap.exitValue() != 0) {
      throw new IOException(
          "MariaDB made no data directory:\n" + lastLines(home.resolve("mariadbd.log")));
    }
    Path file =
        Files.createTempFile(
            home,
            "password",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, password);
    Files.move(file, home.resolve("password")); // the mark that the data directory is whole
  }

  private static ProcessBuilder command(
      MariaDbEngine engine, Path home, List<String> options, String... more) {
    Path share = engine.directory().resolve("share");
    List<String> words =
        new ArrayList<>(
            List.of(
                engine.program().toString(),
                "--no-defaults",
                "--basedir=" + engine.directory(),
                "--datadir=" + home.resolve("data"),
                "--lc-messages-dir=" + share,
                "--character-sets-dir=" + share.resolve("charsets"),
                // relative to the data directory: a socket's path may have 107 bytes only
                "--socket=mariadbd.sock",
                "--pid-file=" + home.resolve("mariadbd.pid"),
                "--character-set-server=utf8mb4",
                "--innodb-buffer-pool-size=128M",
                "--innodb-log-file-size=96M",
                "--skip-ssl",
                "--skip-name-resolve"));
    if (System.getProperty("user.name").equals("root")) {
      words.add("--user=root"); // mariadbd refuses to run as root unless told
    }
    words.addAll(options);
    words.addAll(List.of(more));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("mariadbd.log").toFile()));
  }

  /// Ends the server a killed JVM left behind on the same data: two on one directory ruin it.
  private static void endLeftover(Path home, MariaDbEngine engine) throws IOException {
    Path file = home.resolve("mariadbd.pid");
    if (!Files.exists(file)) {
      return;
    }
    long pid = Long.parseLong(Files.readString(file).strip());
    ProcessHandle.of(pid)
        .filter(p -> p.info().command().filter(engine.program().toString()::equals).isPresent())
        .filter(p -> dataDirectoryOf(p).equals(home.resolve("data").toString()))
        .ifPresent(
            p -> {
              p.destroy();
              p.onExit().orTimeout(STOP_SECONDS_MAX, TimeUnit.SECONDS).join();
            });
  }

  private static String dataDirectoryOf(ProcessHandle server) {
    return server.info().arguments().stream()
        .flatMap(Stream::of)
        .filter(a -> a.startsWith("--datadir="))
        .map(a -> a.substring("--datadir=".length()))
        .findFirst()
        .orElse("");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
      return socket.getLocalPort();
    }
  }

  private static String lastLines(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  private static void await(Process ending) {
    boolean interrupted = false;
    try {
      if (!ending.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        ending.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      interrupted = true;
      ending.destroyForcibly();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while MariaDB was starting", e);
    }
  }

  /// Deletes a directory and all in it.
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      paths.sorted(Comparator.reverseOrder()).forEach(EmbeddedMariaDb::deleteOne);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteOne(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
