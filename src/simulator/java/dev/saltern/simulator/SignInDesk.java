package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.job.Tag;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.OaepAlgorithm;
import dev.saltern.wire.RsaPublicKey;
import dev.saltern.wire.SignatureAlgorithm;
import dev.saltern.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;

/// The answer to `_auth`: who a client is, and the keys it gets. Thread-safe.
final class SignInDesk {
  private final KeyRing ring;
  private final Secrets secrets;
  private final SaltRelease release;
  private final IntSupplier publishPort;
  private final Map<String, RsaPublicKey> parsed = new ConcurrentHashMap<>();

  /// How the client wants its answer.
  private record Wish(long version, Data nonce, OaepAlgorithm oaep, SignatureAlgorithm signature) {
    boolean signed() {
      return version > 1;
    }
  }

  SignInDesk(KeyRing ring, Secrets secrets, SaltRelease release, IntSupplier publishPort) {
    this.ring = ring;
    this.secrets = secrets;
    this.release = release;
    this.publishPort = publishPort;
  }

  /// The answer to one `_auth` load; `salt/auth` events go to `events`.
  Data.Dict answer(Data.Dict load, long version, BiConsumer<Tag, Data.Dict> events) {
    // A release without a choice of algorithms does not look at what is asked for.
    var oaep = algorithm(load, "enc_algo").flatMap(OaepAlgorithm::named);
    var signature = algorithm(load, "sig_algo").flatMap(SignatureAlgorithm::named);
    if (signature.isEmpty()) {
      return Data.dict("enc", "clear", "load", Data.dict("ret", "bad sig algo"));
    }
    var wish =
        new Wish(
            version,
            load.get("nonce").orElse(Data.Nil.NIL),
            oaep.orElse(OaepAlgorithm.SHA1),
            signature.get());
    String pem = load.text("pub").orElse("");
    Optional<MinionId> id = load.text("id").flatMap(MinionId::parse);
    if (id.isEmpty()) {
      return refused(wish, Data.of(false));
    }
    return switch (ring.present(id.get(), pem)) {
      case FULL -> {
        events.accept(authTag(), event(id.get(), pem, false, "full"));
        yield refused(wish, Data.of("full"));
      }
      case PENDING -> {
        events.accept(authTag(), event(id.get(), pem, true, "pend"));
        yield refused(wish, Data.of(true));
      }
      case REJECTED -> {
        events.accept(authTag(), Data.dict("result", false, "id", id.get(), "pub", pem));
        yield refused(wish, Data.of(false));
      }
      case DENIED -> {
        events.accept(authTag(), event(id.get(), pem, false, "denied"));
        yield refused(wish, Data.of(false));
      }
      case ACCEPTED -> {
        if (oaep.isEmpty()) {
          yield Data.dict("enc", "clear", "load", Data.dict("ret", "bad enc algo"));
        }
        events.accept(authTag(), event(id.get(), pem, true, "accept"));
        yield accepted(wish, load, id.get());
      }
    };
  }

  private Data.Dict accepted(Wish wish, Data.Dict load, MinionId id) {
    RsaPublicKey client;
    try {
      client = publicKey(ring.keyOf(id).orElseThrow());
    } catch (WireException _) {
      return refused(wish, Data.of(false));
    }
    String pem = secrets.key().publicKey().pem().strip();
    Data.Dict keys =
        Data.dict("enc", "pub", "pub_key", pem, "publish_port", publishPort.getAsInt());
    Optional<byte[]> token = load.get("token").flatMap(Data::asBytes);
    if (token.isPresent()) {
      try {
        byte[] plain = secrets.key().decrypt(token.get(), wish.oaep);
        keys = keys.with("token", Data.of(client.encrypt(plain, wish.oaep)));
      } catch (WireException _) {
        // A client that knows another master's key: it gets no token, and refuses us by that.
      }
    }
    byte[] aes = ascii(secrets.aes());
    keys = keys.with("aes", Data.of(client.encrypt(aes, wish.oaep)));
    if (release.sessionKeys()) {
      byte[] session = ascii(secrets.sessionText(id));
      keys = keys.with("session", Data.of(client.encrypt(session, wish.oaep)));
    }
    keys = keys.with("sig", Data.of(secrets.key().signX931(ascii(sha256Hex(aes)))));
    return wish.signed() ? signed(wish, keys.with("nonce", wish.nonce)) : keys;
  }

  private Data.Dict refused(Wish wish, Data why) {
    return wish.signed()
        ? signed(wish, Data.dict("ret", why, "nonce", wish.nonce))
        : Data.dict("enc", "clear", "load", Data.dict("ret", why));
  }

  private Data.Dict signed(Wish wish, Data.Dict answer) {
    byte[] load = DataCodec.encode(answer, DataCodec.Spec.OLD);
    byte[] signature = secrets.key().sign(load, wish.signature);
    return Data.dict("enc", "clear", "load", load, "sig", signature);
  }

  private Optional<String> algorithm(Data.Dict load, String key) {
    String standard =
        key.equals("enc_algo") ? OaepAlgorithm.SHA1.wireName() : SignatureAlgorithm.SHA1.wireName();
    return Optional.of(release.sessionKeys() ? load.text(key).orElse(standard) : standard);
  }

  /// A client's key; many simulated minions share one, so each text is parsed once.
  RsaPublicKey publicKey(String pem) throws WireException {
    RsaPublicKey known = parsed.get(pem);
    if (known == null) {
      known = RsaPublicKey.parse(pem);
      parsed.put(pem, known);
    }
    return known;
  }

  private static Tag authTag() {
    return new Tag("salt/auth");
  }

  private static Data.Dict event(MinionId id, String pem, boolean result, String act) {
    return Data.dict("result", result, "act", act, "id", id, "pub", pem);
  }

  private static String sha256Hex(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
