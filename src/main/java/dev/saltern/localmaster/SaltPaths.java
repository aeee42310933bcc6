package dev.saltern.localmaster;

import java.nio.file.Path;

/// One daemon's paths with its `root_dir` put before them as Salt does it (`prepend_root_dir` in
/// salt/config/__init__.py): always, except where the path stands below it already. Confined to one
/// call.
final class SaltPaths {
  private final SettingReader settings;
  private final Path root;

  private SaltPaths(SettingReader settings, Path root) {
    this.settings = settings;
    this.root = root;
  }

  static SaltPaths of(SettingReader settings) {
    Path root = Path.of("/").resolve(settings.text("root_dir", "/")).normalize();
    return new SaltPaths(settings, root);
  }

  Path root() {
    return root;
  }

  Path resolve(String key, String orElse) {
    return prefixed(settings.text(key, orElse));
  }

  /// `sock_dir`: one that is more than 10 characters longer than `cachedir` gives way to
  /// `.salt-unix` in it, since a socket path has a short bound.
  Path sockets(String orElse, String cacheOrElse) {
    String sockets = settings.text("sock_dir", orElse);
    String cache = settings.text("cachedir", cacheOrElse);
    return prefixed(sockets.length() > cache.length() + 10 ? cache + "/.salt-unix" : sockets);
  }

  private Path prefixed(String text) {
    Path path = Path.of(text);
    if (path.isAbsolute() && root.getNameCount() > 0 && path.startsWith(root)) {
      return path.normalize();
    }
    return root.resolve(path.isAbsolute() ? path.getRoot().relativize(path) : path).normalize();
  }
}
