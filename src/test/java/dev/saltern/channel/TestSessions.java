package dev.saltern.channel;

import dev.saltern.job.MinionId;
import dev.saltern.wire.Algorithms;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.RsaKey;
import dev.saltern.wire.RsaPublicKey;
import dev.saltern.wire.WireException;
import java.time.Instant;
import java.util.Optional;

/// Sessions with known keys, for tests of what is built on one.
public final class TestSessions {
  private TestSessions() {}

  /// A session of version 2 under the key of all clients, its requests with this nonce.
  public static Session version2(
      String id, RsaKey client, RsaPublicKey master, String aesKeyString, String nonce)
      throws WireException {
    return session(id, client, master, aesKeyString, nonce, Optional.empty());
  }

  /// The same with a session key: version 3.
  public static Session version3(
      String id, RsaKey client, RsaPublicKey master, String aesKeyString, String sessionKeyString)
      throws WireException {
    return session(
        id,
        client,
        master,
        aesKeyString,
        "0".repeat(32),
        Optional.of(new Crypticle(sessionKeyString)));
  }

  private static Session session(
      String id,
      RsaKey client,
      RsaPublicKey master,
      String aesKeyString,
      String nonce,
      Optional<Crypticle> sessionKey)
      throws WireException {
    var us =
        new Session.Us(
            new MinionId(id),
            Algorithms.SHA1,
            MinionKey.of(client),
            () -> Instant.ofEpochSecond(1_764_000_000),
            new FixedSecrets(nonce, "token"));
    return new Session(us, master, 4505, PublishKey.of(aesKeyString), sessionKey);
  }
}
