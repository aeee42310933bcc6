package dev.saltern.channel;

import dev.saltern.wire.RsaPublicKey;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The file that remembers a master's public key; a syndic's is `syndic_master.pub` in the minion's
/// `pki_dir`. Thread-safe.
public final class MasterKeyStore {
  /// The name salt-syndic uses, so that a master known to it is known to us.
  public static final String FILE_NAME = "syndic_master.pub";

  private final Path file;
  private final boolean remembering;

  public MasterKeyStore(Path file) {
    this(file, true);
  }

  private MasterKeyStore(Path file, boolean remembering) {
    this.file = file;
    this.remembering = remembering;
  }

  /// The same file, for one who looks and leaves no trace: a master met for the first time is
  /// believed, and not remembered.
  public MasterKeyStore readOnly() {
    return new MasterKeyStore(file, false);
  }

  /// The remembered key; nothing before the first contact.
  ///
  /// @throws WireException where the file holds no key: that is not the same as nothing
  public Optional<RsaPublicKey> known() throws IOException, WireException {
    return Files.exists(file)
        ? Optional.of(RsaPublicKey.parse(KeyFiles.read(file)))
        : Optional.empty();
  }

  void remember(String pem) throws IOException {
    if (remembering) {
      KeyFiles.replace(file, pem, "rw-r--r--");
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
