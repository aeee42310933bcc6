package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.RsaKey;
import dev.saltern.wire.WireException;
import dev.saltern.wire.WrongKeyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A master's own keys: its RSA key, the AES key shared by all its clients with the serial of
/// publications under it, and a session key a client, kept in `sessions/<id>` as Salt keeps them.
/// Thread-safe; `toString` has no key.
final class Secrets {
  private final Path sessionsDirectory;
  private final Map<MinionId, Shared> sessions = new ConcurrentHashMap<>();
  private volatile RsaKey key;
  private volatile Shared current;

  /// What requests are opened with: lags behind [#current] until a request under that one arrives,
  /// as a stock master's workers do.
  private volatile Shared opening;

  private long serial;

  private record Shared(String text, Crypticle crypticle) {
    static Shared of(String text) {
      try {
        return new Shared(text, new Crypticle(text));
      } catch (WireException e) {
        throw new IllegalStateException("a key string of ours is none", e);
      }
    }

    @Override
    public String toString() {
      return "Shared[***]";
    }
  }

  Secrets(RsaKey key, String aes, Path sessionsDirectory) throws IOException {
    Files.createDirectories(sessionsDirectory);
    this.sessionsDirectory = sessionsDirectory;
    this.key = key;
    this.current = Shared.of(aes);
    this.opening = current;
  }

  RsaKey key() {
    return key;
  }

  /// The text of the AES key that clients get now.
  String aes() {
    return current.text;
  }

  /// What publications are sealed with.
  Crypticle shared() {
    return current.crypticle;
  }

  /// The serial of the next publication under this key, from 1.
  synchronized long nextSerial() {
    return ++serial;
  }

  synchronized long lastSerial() {
    return serial;
  }

  /// Another AES key, while the process goes on.
  synchronized void rotate(String aes) {
    current = Shared.of(aes);
    serial = 0;
  }

  /// Another AES key, as after a start of the process: the old one is worth nothing at once.
  synchronized void renew(String aes) {
    rotate(aes);
    opening = current;
  }

  /// Another RSA key, as of a master set up anew under the same address.
  void replaceKey(RsaKey other) {
    key = other;
  }

  /// Opens a request under the shared key.
  Data open(byte[] envelope) throws WireException {
    try {
      return opening.crypticle.open(envelope);
    } catch (WrongKeyException e) {
      Shared newest = current;
      if (newest.equals(opening)) {
        throw e;
      }
      opening = newest;
      return newest.crypticle.open(envelope);
    }
  }

  /// What requests under the shared key are answered with.
  Crypticle answering() {
    return opening.crypticle;
  }

  /// The text of a client's session key, made at first sight.
  String sessionText(MinionId id) {
    return session(id).text;
  }

  Crypticle sessionOf(MinionId id) {
    return session(id).crypticle;
  }

  /// Forgets every session key, as when their time is over.
  void renewSessions() {
    sessions.replaceAll((id, _) -> written(id, Crypticle.newKeyString()));
  }

  private Shared session(MinionId id) {
    return sessions.computeIfAbsent(
        id, i -> stored(i).orElseGet(() -> written(i, Crypticle.newKeyString())));
  }

  private Optional<Shared> stored(MinionId id) {
    Path file = sessionsDirectory.resolve(id.text());
    try {
      return Files.exists(file)
          ? Optional.of(Shared.of(Files.readString(file).strip()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Shared written(MinionId id, String text) {
    try {
      Files.writeString(sessionsDirectory.resolve(id.text()), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Shared.of(text);
  }
}
