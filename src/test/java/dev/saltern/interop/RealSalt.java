package dev.saltern.interop;

import dev.saltern.wire.RsaKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Real Salt daemons of one source tree, each in a folder and on a loopback address of its own.
/// Ends what it started, by its process.
final class RealSalt implements AutoCloseable {
  /// What a command line tool said.
  record Output(int exitCode, String text, String errors) {}

  private static final String NET = "127.0.61.";

  /// Puts the tree on the path and runs one of `salt.scripts`. 3006 brings its own tornado, 3007
  /// wants the installed one's modules to be there.
  private static final String STARTER =
      """
      import os, sys, types
      tree = sys.argv.pop(1)
      sys.path.insert(0, tree)
      if not os.path.isdir(os.path.join(tree, "salt", "ext", "tornado")):
          import tornado.ioloop, tornado.gen, tornado.web, tornado.httpclient, tornado.iostream, tornado.tcpserver
          import tornado.tcpclient, tornado.netutil, tornado.process, tornado.websocket, tornado.queues, tornado.locks
      try:
          import looseversion
      except ImportError:
          from distutils.version import LooseVersion
          sys.modules["looseversion"] = types.SimpleNamespace(LooseVersion=LooseVersion)
      import salt.scripts
      name = sys.argv.pop(1)
      sys.argv[0] = name
      getattr(salt.scripts, "salt_main" if name == "salt" else name.replace("-", "_"))()
      """;

  private final Path home;
  private final String tree;
  private final Map<String, Process> daemons = new LinkedHashMap<>();

  /// @param tree the folder that has `salt/` in it
  RealSalt(Path home, String tree) throws IOException {
    this.home = home;
    this.tree = tree;
    Files.writeString(home.resolve("starter.py"), STARTER);
  }

  /// Writes the files of a master and starts it.
  void master(String name, int address, RsaKey key, String more) throws IOException {
    Path config = configFolder(name);
    Path pki = Files.createDirectories(config.resolve("pki/master"));
    Files.writeString(pki.resolve("master.pem"), key.pem());
    Files.writeString(pki.resolve("master.pub"), key.publicKey().pem());
    Files.writeString(
        config.resolve("master"),
        """
        root_dir: %s
        user: %s
        id: %s_master
        interface: %s
        worker_threads: 2
        auto_accept: True
        timeout: 5
        gather_job_timeout: 5
        loop_interval: 5
        file_roots: {base: [%s]}
        enable_gpu_grains: False
        enable_fqdns_grains: False
        %s
        """
            .formatted(home.resolve(name), user(), name, ip(address), states(name), more));
    Files.writeString(
        config.resolve("minion"),
        "root_dir: %s\nuser: %s\nid: %s\n".formatted(home.resolve(name), user(), name));
    start("salt-master", name);
  }

  /// Writes the files of a minion and starts it.
  void minion(String name, int address, List<Integer> masters) throws IOException {
    Files.writeString(
        configFolder(name).resolve("minion"),
        """
        root_dir: %s
        user: %s
        id: %s
        master: %s
        source_address: %s
        acceptance_wait_time: 2
        random_reauth_delay: 1
        enable_gpu_grains: False
        enable_fqdns_grains: False
        """
            .formatted(
                home.resolve(name),
                user(),
                name,
                masters.stream().map(RealSalt::ip).toList(),
                ip(address)));
    start("salt-minion", name);
  }

  /// Starts a daemon on files that are there.
  void start(String daemon, String name) throws IOException {
    daemons.put(
        daemon + " " + name,
        command(daemon, name, List.of("-l", "warning"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve(name + ".log").toFile()))
            .start());
  }

  /// Ends a daemon and waits for it.
  void stop(String daemon, String name) throws IOException {
    Process process = daemons.remove(daemon + " " + name);
    if (process == null) {
      throw new IllegalArgumentException(daemon + " " + name + " does not run");
    }
    end(process);
    await(process);
  }

  /// What a command line tool of a node prints on stdout.
  String run(String name, String tool, String... arguments)
      throws IOException, InterruptedException {
    return output(name, tool, arguments).text();
  }

  /// What a command line tool of a node says and ends with.
  Output output(String name, String tool, String... arguments)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(home, tool, ".out");
    Path err = Files.createTempFile(home, tool, ".err");
    Process process =
        command(tool, name, Arrays.asList(arguments))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(
          tool + " " + List.of(arguments) + " did not end within 120 s: " + Files.readString(err));
    }
    return new Output(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private ProcessBuilder command(String tool, String name, List<String> arguments)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                "/usr/bin/python3",
                home.resolve("starter.py").toString(),
                tree,
                tool,
                "-c",
                configFolder(name).toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  Path configFolder(String name) throws IOException {
    return Files.createDirectories(folder(name).resolve("etc/salt"));
  }

  /// Where a master has its states.
  Path states(String name) throws IOException {
    return Files.createDirectories(folder(name).resolve("srv/salt"));
  }

  /// The `root_dir` of a daemon.
  Path folder(String name) {
    return home.resolve(name);
  }

  static String ip(int address) {
    return NET + address;
  }

  private static String user() {
    return System.getProperty("user.name");
  }

  @Override
  public void close() throws IOException {
    List<Process> all = new ArrayList<>(daemons.values());
    all.reversed().forEach(RealSalt::end);
    for (Process daemon : all) {
      await(daemon);
    }
  }

  private static void end(Process daemon) {
    daemon.descendants().forEach(ProcessHandle::destroy);
    daemon.destroy();
  }

  private static void await(Process daemon) throws IOException {
    try {
      List<ProcessHandle> children = daemon.descendants().toList();
      if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
        children.forEach(ProcessHandle::destroyForcibly);
        daemon.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while ending the daemons", e);
    }
  }
}
