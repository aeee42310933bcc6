package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.saltern.wire.RsaKey;
import dev.saltern.wire.RsaPublicKey;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Our own key pair, which masters accept under our id: `minion.pem` and `minion.pub` of the
/// minion's `pki_dir`, as salt-syndic uses them. Immutable, thread-safe; `toString` has no key.
public final class MinionKey {
  private static final int BITS = 2048;

  private final RsaKey key;
  private final String publicPem;
  private final byte[] tok;

  private MinionKey(RsaKey key, String publicPem) {
    this.key = key;
    this.publicPem = publicPem;
    tok = key.signX931("salt".getBytes(US_ASCII));
  }

  public static MinionKey of(RsaKey key) {
    return new MinionKey(key, key.publicKey().pem());
  }

  /// The key pair in `pkiDir`; made, with 2048 bits, where there is none.
  ///
  /// @throws IOException where a file cannot be read or written
  /// @throws WireException where a file holds no key, or the two are no pair
  public static MinionKey readOrCreate(Path pkiDir) throws IOException, WireException {
    Path privateFile = pkiDir.resolve("minion.pem");
    if (!Files.exists(privateFile)) {
      KeyFiles.folder(pkiDir);
      // A minion that starts now may make its key too: the first file stays.
      KeyFiles.create(privateFile, RsaKey.generate(BITS).pem(), "r--------");
    }
    RsaKey key = RsaKey.parse(KeyFiles.read(privateFile));
    return new MinionKey(key, publicPem(key, pkiDir.resolve("minion.pub")));
  }

  /// A master compares the text it was sent, so what Salt sent before is sent again: the text of
  /// the file, not ours of the same key.
  private static String publicPem(RsaKey key, Path file) throws IOException, WireException {
    if (!Files.exists(file)) {
      KeyFiles.create(file, key.publicKey().pem(), "rw-r--r--");
    }
    RsaPublicKey publicKey = RsaPublicKey.parse(KeyFiles.read(file));
    if (!publicKey.equals(key.publicKey())) {
      throw new WireException("expected the public half of minion.pem in " + file);
    }
    return publicKey.pem();
  }

  RsaKey key() {
    return key;
  }

  /// The public half as masters know it.
  public String publicPem() {
    return publicPem;
  }

  /// The proof of identity inside requests: `salt`, encrypted with the private key.
  byte[] tok() {
    return tok.clone();
  }

  @Override
  public String toString() {
    return "MinionKey[" + key.publicKey().bits() + " bits]";
  }
}
