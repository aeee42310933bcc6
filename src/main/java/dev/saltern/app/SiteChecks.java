package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.jobcache.mysql.MySqlTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What of this machine a node depends on besides Salt's files: who runs it, where its spool is,
/// and that salt-syndic does not do the same work.
final class SiteChecks {
  private static final Set<java.nio.file.attribute.PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final NodeConfig config;

  SiteChecks(NodeConfig config) {
    this.config = config;
  }

  List<Check> all() {
    var checks = new ArrayList<Check>();
    checks.add(user(System.getProperty("user.name", "unknown"), config.master().identity().user()));
    checks.add(spool(config.spool().path()));
    checks.add(mysqlTls(config.mysql()));
    checks.add(
        syndic(
            ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().filter(SiteChecks::isSyndic).isPresent())
                .map(ProcessHandle::pid)
                .toList()));
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

  static Check spool(Path spool) {
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
        return Files.isWritable(folder)
            ? Check.ok("spool", spool.toString())
            : Check.failed("spool", folder + " is not writable for this user");
      }
    } catch (IOException e) {
      return Check.failed("spool", folder + ": " + e);
    }
    Path above = folder;
    while (above.getParent() != null && !Files.exists(above)) {
      above = above.getParent();
    }
    return Files.isWritable(above)
        ? Check.ok("spool", folder + " is made at the first start")
        : Check.failed(
            "spool",
            "there is no %s and this user cannot make it: install -d -m 0700 -o USER %s, or StateDirectory= of the unit"
                .formatted(folder, folder));
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

  static boolean isSyndic(String commandLine) {
    return commandLine.contains("salt-syndic");
  }

  static Check syndic(List<Long> pids) {
    return pids.isEmpty()
        ? Check.ok("salt-syndic", "does not run here")
        : Check.ok(
            "salt-syndic",
            "runs as process %s: fine beside `saltern node --shadow`; stop it before `saltern node`"
                .formatted(pids.stream().map(Object::toString).collect(Collectors.joining(", "))));
  }
}
