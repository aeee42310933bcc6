package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.jobcache.mysql.MySqlTls;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SpoolException;
import dev.saltern.spool.SqliteSpool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What of this machine a node depends on besides Salt's files: who runs it, where its spool is,
/// and that salt-syndic does not do the same work.
final class SiteChecks {
  private static final Set<java.nio.file.attribute.PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final NodeConfig config;
  private final Path folder;
  private final Node.Mode mode;

  /// @param folder where the configuration is
  SiteChecks(NodeConfig config, Path folder, Node.Mode mode) {
    this.config = config;
    this.folder = folder;
    this.mode = mode;
  }

  List<Check> all() {
    var checks = new ArrayList<Check>();
    checks.add(user(System.getProperty("user.name", "unknown"), config.master().identity().user()));
    SpoolConfig spool = config.spool(mode);
    checks.add(spool(spool));
    checks.add(mysqlTls(config.mysql()));
    if (mode == Node.Mode.RELAY) {
      Predicate<ProcessHandle> syndic =
          p -> p.info().commandLine().filter(line -> isSyndic(line, folder)).isPresent();
      checks.add(
          syndic(
              ProcessHandle.allProcesses().filter(syndic).map(ProcessHandle::pid).toList(),
              SqliteSpool.user(spool.path())));
    }
    return checks;
  }

  /// What root can read says nothing of what the node can.
  static Check user(String me, String master) {
    if (me.equals(master)) {
      return Check.ok("user", "this is " + me + ", as the master's `user`");
    }
    return me.equals("root")
        ? Check.failed(
            "user",
            "this is root, the master's `user` is %s: run it as `sudo -u %s saltern check`, else the lines about files say nothing of the node"
                .formatted(master, master))
        : Check.ok(
            "user",
            "this is %s, the master's `user` is %s: fine where every file below can be read"
                .formatted(me, master));
  }

  /// Opens the spool where there is one, and makes a file where it will be where there is none.
  static Check spool(SpoolConfig config) {
    Path spool = config.path();
    Path folder = spool.getParent();
    if (folder == null) {
      return Check.failed("spool", "spool.path: expected a file in a folder, found " + spool);
    }
    try {
      if (Files.isDirectory(folder)) {
        var found = Files.getPosixFilePermissions(folder);
        if (!OWNER_ONLY.containsAll(found)) {
          return Check.failed("spool", folder + " is open to others: chmod 0700 " + folder);
        }
        return Files.exists(spool) ? opened(config) : tried(folder, spool + " is made");
      }
      Path above = folder;
      while (above.getParent() != null && !Files.exists(above)) {
        above = above.getParent();
      }
      return tried(above, folder + " is made");
    } catch (IOException e) {
      return Check.failed(
          "spool",
          "%s cannot be written in by this user (%s): install -d -m 0700 -o USER %s, or StateDirectory= of the unit"
              .formatted(folder, e, folder));
    }
  }

  private static Check opened(SpoolConfig config) {
    try (var spool = SqliteSpool.visit(config, Clock.systemUTC())) {
      return Check.ok(
          "spool", "%s, %d records wait".formatted(config.path(), spool.stats().records()));
    } catch (SpoolException e) {
      return Check.failed("spool", String.valueOf(e.getMessage()));
    }
  }

  private static Check tried(Path folder, String what) throws IOException {
    Files.delete(Files.createTempFile(folder, ".saltern-check", null));
    return Check.ok("spool", what + " at the first start");
  }

  static Check mysqlTls(MySqlConfig mysql) {
    MySqlTls.Mode mode = mysql.security().mode();
    String host = mysql.server().host();
    if (mysql.server().isLoopback()) {
      return Check.ok("mysql.tls", mode.word() + ": " + host + " is this machine");
    }
    return switch (mode) {
      case VERIFY_IDENTITY -> Check.ok("mysql.tls", "the certificate of " + host + " must name it");
      case VERIFY_CA ->
          Check.failed(
              "mysql.tls",
              "verify-ca: any server with a certificate of these authorities counts as %s; set mysql.tls: verify-identity"
                  .formatted(host));
      case REQUIRED, OFF ->
          Check.failed(
              "mysql.tls",
              "%s: whoever stands between here and %s can read and change everything; set mysql.tls: verify-identity and mysql.ssl_ca"
                  .formatted(mode.word(), host));
    };
  }

  /// Whether this is a salt-syndic that reads the files of `folder`.
  static boolean isSyndic(String commandLine, Path folder) {
    List<String> words = List.of(commandLine.split("[\\s\0]+"));
    if (words.stream().noneMatch(word -> word.endsWith("salt-syndic"))) {
      return false;
    }
    Path read = Path.of("/etc/salt");
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("--config-dir=")) {
        read = Path.of(word.substring("--config-dir=".length()));
      } else if (word.matches("-c|--config-dir") && i + 1 < words.size()) {
        read = Path.of(words.get(i + 1));
      }
    }
    return read.toAbsolutePath().normalize().equals(folder.toAbsolutePath().normalize());
  }

  /// @param node the process that has the spool
  static Check syndic(List<Long> pids, Optional<Long> node) {
    String running = pids.stream().map(Object::toString).collect(Collectors.joining(", "));
    if (pids.isEmpty()) {
      return Check.ok("salt-syndic", "does not run here");
    }
    return node.map(
            pid ->
                Check.failed(
                    "salt-syndic",
                    "runs as process %s beside the node, process %d: both hand jobs down and returns up; systemctl disable --now salt-syndic"
                        .formatted(running, pid)))
        .orElseGet(
            () ->
                Check.ok(
                    "salt-syndic",
                    "runs as process %s: fine beside `saltern node --shadow`; stop it before `saltern node`"
                        .formatted(running)));
  }
}
