package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// Bytes of a request into the request, or into the refusal a stock master has for them.
/// Thread-safe.
final class RequestOpener {
  /// Commands a 3006.0 master takes only with a token.
  private static final Set<String> TOKEN_NEEDED =
      Set.of("_minion_event", "_mine", "_mine_get", "_mine_delete", "_mine_flush", "_master_tops");

  private final Secrets secrets;
  private final KeyRing ring;
  private final SignInDesk desk;
  private final SaltRelease release;

  /// What the opener found.
  sealed interface Opened {
    record Fine(Request request) implements Opened {}

    /// An unencrypted answer that ends the matter.
    record Refused(Data answer) implements Opened {}

    /// Open, but the token is not that minion's: a 3006.0 master answers an empty map.
    record Untrusted(Request request) implements Opened {}
  }

  RequestOpener(Secrets secrets, KeyRing ring, SignInDesk desk, SaltRelease release) {
    this.secrets = secrets;
    this.ring = ring;
    this.desk = desk;
    this.release = release;
  }

  Opened open(byte[] bytes) {
    Data value;
    try {
      value = DataCodec.decode(bytes);
    } catch (WireException _) {
      return new Opened.Refused(Data.dict("msg", "bad load"));
    }
    if (!(value instanceof Data.Dict envelope)
        || envelope.get("load").isEmpty()
        || envelope.get("enc").isEmpty()) {
      return badLoad();
    }
    long version = envelope.integer("version").orElse(0L);
    if (version < release.minimumAuthVersion()) {
      return badLoad();
    }
    boolean sealed = envelope.text("enc").equals(Optional.of("aes"));
    Optional<MinionId> session =
        sealed && version > 2 && release.sessionKeys()
            ? envelope.text("id").flatMap(MinionId::parse)
            : Optional.empty();
    Data load;
    try {
      load = sealed ? unseal(envelope, version, session) : envelope.get("load").orElseThrow();
    } catch (WireException _) {
      return badLoad();
    }
    if (!(load instanceof Data.Dict open)) {
      return new Opened.Refused(Data.of("payload and load must be a dict"));
    }
    if (open.text("id").orElse("").indexOf(0) >= 0) {
      return new Opened.Refused(Data.of("bad load: id contains a null byte"));
    }
    var request =
        new Request(
            version,
            sealed ? open.without("nonce").without("tok") : open,
            session,
            sealed && version > 1 ? open.text("nonce") : Optional.empty(),
            envelope);
    return sealed ? trusted(request, open) : new Opened.Fine(request);
  }

  private Data unseal(Data.Dict envelope, long version, Optional<MinionId> session)
      throws WireException {
    byte[] bytes =
        envelope
            .get("load")
            .flatMap(Data::asBytes)
            .orElseThrow(() -> new WireException("a sealed load is bytes"));
    if (version > 2 && release.sessionKeys()) {
      MinionId id = session.orElseThrow(() -> new WireException("no id beside a sealed load"));
      return secrets.sessionOf(id).open(bytes);
    }
    return secrets.open(bytes);
  }

  private Opened trusted(Request request, Data.Dict open) {
    Optional<MinionId> id = open.text("id").flatMap(MinionId::parse);
    Optional<byte[]> token = open.get("tok").flatMap(Data::asBytes);
    boolean proven = id.isPresent() && token.isPresent() && proves(id.get(), token.get());
    if (!release.sessionKeys()) {
      return !proven && TOKEN_NEEDED.contains(request.cmd())
          ? new Opened.Untrusted(request)
          : new Opened.Fine(request);
    }
    boolean askedFor = request.version() > 2;
    boolean same = !askedFor || request.session().equals(id);
    boolean fine = proven || (!askedFor && (token.isEmpty() || open.get("id").isEmpty()));
    return same && fine ? new Opened.Fine(request) : badLoad();
  }

  private boolean proves(MinionId id, byte[] token) {
    Optional<String> pem = ring.keyOf(id);
    try {
      return pem.isPresent()
          && Arrays.equals(
              desk.publicKey(pem.get()).recoverX931(token),
              "salt".getBytes(StandardCharsets.US_ASCII));
    } catch (WireException _) {
      return false;
    }
  }

  private static Opened badLoad() {
    return new Opened.Refused(Data.of("bad load"));
  }
}
