package dev.saltern.localmaster;

import dev.saltern.job.MinionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The `id` of one daemon as Salt finds it (`get_id` in salt/config/__init__.py): the setting, the
/// file `minion_id`, the name of the host. Immutable.
///
/// @param text the id; empty where none was found
record SaltId(String text, Origin origin, boolean made) {
  private static final String LOCAL = "localhost.*|ip6-.*|ipv6-.*|127[.]\\d.*|0\\.0\\.0\\.0|::1.*";

  /// @param root the daemon's `root_dir`: the file is `etc/salt/minion_id` in it, wherever the rest
  ///   of the configuration is
  static SaltId of(SettingReader settings, Path root) {
    SaltId id = find(settings, root);
    String domain = settings.text("append_domain", "");
    boolean whole =
        domain.isEmpty() || id.text.endsWith(domain) || id.text.endsWith(".") || id.isAddress();
    return whole ? id : new SaltId(id.text + "." + domain, id.origin, id.made);
  }

  private static SaltId find(SettingReader settings, Path root) {
    String set = settings.text("id", "");
    if (!set.isEmpty()) {
      return new SaltId(set, settings.origin("id"), false);
    }
    Path file = root.resolve("etc/salt/minion_id");
    if (settings.flag("minion_id_caching", true)) {
      Optional<String> cached = firstLine(settings, file);
      if (cached.isPresent()) {
        return new SaltId(cached.get(), new Origin.Line(file, 1), true);
      }
    }
    if (settings.has("id_function")) {
      settings.problem(
          "id_function", "a function Salt runs; say the `id` itself, or keep the file minion_id");
    }
    String name = hostNames().filter(n -> !n.matches(LOCAL)).findFirst().orElse("");
    String cased =
        settings.flag("minion_id_lowercase", false) ? name.toLowerCase(Locale.ROOT) : name;
    return new SaltId(cased, new Origin.Implied("name of this host"), true);
  }

  private static Optional<String> firstLine(SettingReader settings, Path file) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .findFirst()
          .map(l -> (l.startsWith("\ufeff") ? l.substring(1) : l).strip())
          .filter(l -> !l.isEmpty() && !l.equals("localhost"));
    } catch (java.nio.file.NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException | java.io.UncheckedIOException e) {
      settings.problem("id", Unreadable.advice(file));
      return Optional.empty();
    }
  }

  private static Stream<String> hostNames() {
    try {
      InetAddress local = InetAddress.getLocalHost();
      return List.of(local.getCanonicalHostName(), local.getHostName()).stream();
    } catch (UnknownHostException _) {
      return kernelName();
    }
  }

  /// What `socket.gethostname` gives Salt, also where no resolver knows it.
  private static Stream<String> kernelName() {
    try {
      return Stream.of(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
    } catch (IOException _) {
      return Stream.ofNullable(System.getenv("HOSTNAME"));
    }
  }

  private boolean isAddress() {
    return made && text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  }

  /// This as a minion's id, where it is one.
  Optional<MinionId> asMinionId() {
    return MinionId.parse(text);
  }
}
