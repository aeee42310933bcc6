package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.OaepAlgorithm;
import dev.saltern.wire.RsaKey;
import dev.saltern.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/// The key of a fleet's minions (one for all: a key of one's own for each of thousands would take
/// minutes to make), and the requests made with it. It trusts whichever master answers. Immutable,
/// thread-safe.
final class MinionKey {
  private final RsaKey key;
  private final byte[] token;
  private final Clock clock;

  /// What a master gave one minion.
  ///
  /// @param shared what publications are under
  /// @param own what requests are under
  /// @param perClient whether `own` is a session key, so that requests are of version 3
  record Session(Crypticle shared, Crypticle own, boolean perClient) {}

  MinionKey(Clock clock) {
    this(KeyPool.of("minions"), clock);
  }

  MinionKey(RsaKey key, Clock clock) {
    this.key = key;
    this.token = key.signX931("salt".getBytes(StandardCharsets.US_ASCII));
    this.clock = clock;
  }

  String publicPem() {
    return key.publicKey().pem();
  }

  /// The request to sign in as `id`.
  byte[] signIn(MinionId id) {
    Data load = Data.dict("cmd", "_auth", "id", id, "nonce", nonce(), "pub", publicPem());
    return ServerChannel.encode(Data.dict("enc", "clear", "load", load, "version", 3));
  }

  /// What the answer to [#signIn] gives; nothing where this minion is not (yet) accepted.
  Optional<Session> session(byte[] answer) throws WireException {
    Data.Dict outer = DataCodec.decodeDict(answer);
    Optional<byte[]> signed = outer.get("load").flatMap(Data::asBytes);
    if (signed.isEmpty()) {
      return Optional.empty();
    }
    Data.Dict keys = DataCodec.decodeDict(signed.get());
    Optional<byte[]> aes = keys.get("aes").flatMap(Data::asBytes);
    Optional<byte[]> session = keys.get("session").flatMap(Data::asBytes);
    if (aes.isEmpty()) {
      return Optional.empty();
    }
    Crypticle shared = opened(aes.get());
    return Optional.of(
        session.isPresent()
            ? new Session(shared, opened(session.get()), true)
            : new Session(shared, shared, false));
  }

  private Crypticle opened(byte[] wrapped) throws WireException {
    byte[] text = key.decrypt(wrapped, OaepAlgorithm.SHA1);
    return new Crypticle(new String(text, StandardCharsets.US_ASCII));
  }

  /// The request that carries `load` in `session`.
  byte[] sealed(MinionId id, Data.Dict load, Session session) {
    Data.Dict full = load.with("nonce", Data.of(nonce()));
    if (!session.perClient) {
      byte[] envelope = session.own.seal(full.with("tok", Data.of(token)));
      return ServerChannel.encode(Data.dict("enc", "aes", "load", envelope, "version", 2));
    }
    full =
        full.with("ts", Data.of(clock.instant().getEpochSecond()))
            .with("tok", Data.of(token))
            .with("id", Data.of(id));
    byte[] envelope = session.own.seal(full);
    return ServerChannel.encode(
        Data.dict(
            "enc",
            "aes",
            "load",
            envelope,
            "version",
            3,
            "id",
            id,
            "enc_algo",
            OaepAlgorithm.SHA1.wireName(),
            "sig_algo",
            "PKCS1v15-SHA1"));
  }

  /// The request by which a minion says that it has started.
  static Data.Dict started(MinionId id) {
    String tag = "salt/minion/" + id + "/start";
    return Data.dict(
        "id",
        id,
        "cmd",
        "_minion_event",
        "pretag",
        null,
        "data",
        "Minion " + id + " started",
        "tag",
        tag);
  }

  private static String nonce() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
