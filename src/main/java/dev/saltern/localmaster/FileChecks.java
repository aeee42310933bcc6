package dev.saltern.localmaster;

import dev.saltern.Check;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Whether the process may open what it must open.
final class FileChecks {
  static final String START_MASTER = "start salt-master once";
  private static final String NOT_RUNNING = "salt-master is not running";

  private final MasterConfig config;

  FileChecks(MasterConfig config) {
    this.config = config;
  }

  List<Check> all() {
    Directories directories = config.access().directories();
    String user = config.identity().user();
    var checks = new ArrayList<Check>();
    checks.add(socket("event bus", config.access().bus().pub()));
    if (!config.upper().upward().isTop()) {
      checks.add(file("root key", directories.rootKey(user), START_MASTER));
      checks.add(file("accepted keys", directories.acceptedKeys(), START_MASTER));
      checks.add(later("minion key", directories.minionKey(), "made at the first sign-in"));
      checks.add(later("job cache", directories.jobs(), "made with the first job"));
    }
    return List.copyOf(checks);
  }

  private static Check socket(String name, SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix) {
      Path path = unix.getPath();
      Check found = file(name, path, NOT_RUNNING);
      if (!found.ok()) {
        return found;
      }
      // To connect to a unix socket one must be allowed to write it.
      return Files.isWritable(path)
          ? connected(name, address, path.toString())
          : Check.failed(name, path + " is " + Unreadable.advice(path).replace(":rX", ":rw"));
    }
    return connected(
        name,
        address,
        address
            + " (`ipc_mode: tcp`: every user of this machine can read it and write to it; without"
            + " that setting the bus is a socket file)");
  }

  /// A socket file stays when its master ends.
  private static Check connected(String name, SocketAddress address, String where) {
    try (SocketChannel _ = BusSocket.connect(address)) {
      return Check.ok(name, where);
    } catch (IOException e) {
      return Check.failed(
          name, "nobody answers at " + where + " (" + e.getMessage() + "): " + NOT_RUNNING);
    }
  }

  /// A file that may be missing as long as it can be made.
  private static Check later(String name, Path path, String when) {
    Path parent = path.getParent();
    boolean hidden = parent != null && Files.isDirectory(parent) && !Files.isExecutable(parent);
    return Files.notExists(path) && !hidden
        ? Check.ok(name, path + " is " + when)
        : file(name, path, when);
  }

  static Check file(String name, Path path, String whenMissing) {
    if (Files.isReadable(path)) {
      return Check.ok(name, path.toString());
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return Check.failed(name, path + " is " + Unreadable.advice(path));
    }
    for (Path parent = path.getParent(); parent != null; parent = parent.getParent()) {
      if (Files.isDirectory(parent)) {
        return Files.isExecutable(parent)
            ? Check.failed(name, "there is no " + path + ": " + whenMissing)
            : Check.failed(name, parent + " is " + Unreadable.advice(parent));
      }
    }
    return Check.failed(name, "there is no " + path + ": " + whenMissing);
  }
}
