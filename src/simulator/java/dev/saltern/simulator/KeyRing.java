package dev.saltern.simulator;

import dev.saltern.job.MinionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// The clients' public keys a master holds, in a `pki_dir` laid out as Salt does (`minions`,
/// `minions_pre`, `minions_rejected`, `minions_denied`), which is written, not watched.
/// Thread-safe.
public final class KeyRing {
  /// What a master makes of a client that shows its key.
  enum Standing {
    ACCEPTED,
    PENDING,
    REJECTED,
    DENIED,
    FULL
  }

  private final Path pkiDirectory;
  private final Map<MinionId, String> accepted = new ConcurrentSkipListMap<>();
  private final Map<MinionId, String> pending = new ConcurrentHashMap<>();
  private final Map<MinionId, String> rejected = new ConcurrentHashMap<>();
  private volatile boolean autoAccept = true;
  private volatile int minionsMax = Integer.MAX_VALUE;

  KeyRing(Path pkiDirectory) throws IOException {
    this.pkiDirectory = pkiDirectory;
    for (String name : List.of("minions", "minions_pre", "minions_rejected", "minions_denied")) {
      Files.createDirectories(pkiDirectory.resolve(name));
    }
  }

  /// Whether an unknown client is accepted at once (`auto_accept`, on here) or waits.
  public void autoAccept(boolean on) {
    autoAccept = on;
  }

  /// How many clients are accepted before new ones are told "full".
  public void minionsMax(int max) {
    minionsMax = max;
  }

  /// Accepts `id` with this key from now on, as `salt-key -a` would.
  public void accept(MinionId id, String pem) {
    move(id, pem, accepted, "minions");
  }

  /// Rejects `id` from now on, as `salt-key -r` would.
  public void reject(MinionId id, String pem) {
    move(id, pem, rejected, "minions_rejected");
  }

  /// Forgets `id`, as `salt-key -d` would.
  public void delete(MinionId id) {
    for (var keys : List.of(accepted, pending, rejected)) {
      keys.remove(id);
    }
    for (String name : List.of("minions", "minions_pre", "minions_rejected", "minions_denied")) {
      delete(pkiDirectory.resolve(name).resolve(id.text()));
    }
  }

  /// Every accepted client, sorted.
  public List<MinionId> accepted() {
    return List.copyOf(accepted.keySet());
  }

  /// Every client that waits to be accepted.
  public List<MinionId> pending() {
    return List.copyOf(pending.keySet());
  }

  /// The key of an accepted client.
  Optional<String> keyOf(MinionId id) {
    return Optional.ofNullable(accepted.get(id));
  }

  /// A client shows its key: how it stands now, and what of it is new is written down.
  synchronized Standing present(MinionId id, String pem) {
    String known = accepted.get(id);
    if (known == null && accepted.size() >= minionsMax) {
      return Standing.FULL;
    }
    if (rejected.containsKey(id)) {
      return Standing.REJECTED;
    }
    String waiting = pending.get(id);
    String shown = known != null ? known : waiting != null ? waiting : pem;
    if (!clean(shown).equals(clean(pem))) {
      write("minions_denied", id, pem);
      return Standing.DENIED;
    }
    if (known != null) {
      return Standing.ACCEPTED;
    }
    if (autoAccept) {
      accept(id, pem);
      return Standing.ACCEPTED;
    }
    move(id, pem, pending, "minions_pre");
    return Standing.PENDING;
  }

  private synchronized void move(MinionId id, String pem, Map<MinionId, String> to, String name) {
    delete(id);
    to.put(id, pem);
    write(name, id, pem);
  }

  private void write(String directory, MinionId id, String pem) {
    try {
      Files.writeString(pkiDirectory.resolve(directory).resolve(id.text()), pem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A key as it compares: line ends and space around do not count.
  private static String clean(String pem) {
    return pem.replace("\r", "").strip();
  }
}
