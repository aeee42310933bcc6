package dev.saltern.localmaster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The secret the master leaves for its own user in `<cachedir>/.<user>_key`, new at each start of
/// the master: who knows it may publish. Thread-safe; `toString` has no key.
public final class RootKey {
  private static final int BYTES_MAX = 1024;

  private final Path file;
  private String key = "";

  public RootKey(Path file) {
    this.file = file;
  }

  /// The key last read; read now where there is none yet.
  ///
  /// @throws IOException where the file cannot be read
  synchronized String current() throws IOException {
    if (key.isEmpty()) {
      key = read();
    }
    return key;
  }

  /// Reads the file again.
  ///
  /// @return whether the master has a new key
  synchronized boolean renew() throws IOException {
    String fresh = read();
    boolean changed = !fresh.equals(key);
    key = fresh;
    return changed;
  }

  Path file() {
    return file;
  }

  private String read() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (bytes.length > BYTES_MAX || text.isEmpty()) {
        throw new IOException(
            "expected a key of 1 to %d bytes, found %d".formatted(BYTES_MAX, bytes.length));
      }
      return text;
    }
  }

  @Override
  public String toString() {
    return "RootKey[" + file + "]";
  }
}
