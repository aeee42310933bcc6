package dev.saltern.channel;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.Algorithms;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.Payload;
import dev.saltern.wire.PayloadCodec;
import dev.saltern.wire.RsaPublicKey;
import dev.saltern.wire.WireException;
import java.time.InstantSource;
import java.util.Optional;

/// What a sign-in gave: the keys, and how to speak to the master with them. Immutable, thread-safe;
/// `toString` has no key.
///
/// Under version 3 requests go under a key of our own (which the master shares with a minion of the
/// same id), under version 2 under the one of all clients.
public final class Session {
  private final Us us;
  private final RsaPublicKey masterKey;
  private final int publishPort;
  private final PublishKey publishKey;
  private final Optional<Crypticle> sessionKey;

  /// Our side of a session: what every request is made with. Immutable.
  record Us(
      MinionId id, Algorithms algorithms, MinionKey key, InstantSource clock, Secrets secrets) {}

  Session(
      Us us,
      RsaPublicKey masterKey,
      int publishPort,
      PublishKey publishKey,
      Optional<Crypticle> sessionKey) {
    this.us = us;
    this.masterKey = masterKey;
    this.publishPort = publishPort;
    this.publishKey = publishKey;
    this.sessionKey = sessionKey;
  }

  /// The protocol version of requests: 3, or 2 with a master that gave no session key.
  public int version() {
    return sessionKey.isPresent() ? 3 : 2;
  }

  public MinionId id() {
    return us.id();
  }

  public Algorithms algorithms() {
    return us.algorithms();
  }

  public RsaPublicKey masterKey() {
    return masterKey;
  }

  /// The port the master says it publishes on.
  public int publishPort() {
    return publishPort;
  }

  /// Whether publications are under the same key as with another session.
  public boolean samePublishKey(Session other) {
    return publishKey.equals(other.publishKey);
  }

  /// What is spoken with the master, in words for an operator.
  public String speaks() {
    return "protocol version %d with %s, %s, %s"
        .formatted(
            version(),
            sessionKey.isPresent() ? "a session key" : "the key of all clients",
            us.algorithms().encryption().wireName(),
            us.algorithms().signature().wireName());
  }

  /// The proof of identity that `_minion_event` carries in every version.
  public Data tok() {
    return new Data.Bytes(us.key().tok());
  }

  /// What `minion_sign_messages` adds to a load: our signature over its msgpack.
  public Data signatureOf(Data.Dict load) {
    return new Data.Bytes(
        us.key()
            .key()
            .sign(DataCodec.encode(load, DataCodec.Spec.OLD), us.algorithms().signature()));
  }

  /// The request that carries `load`, for one sending.
  public SealedRequest seal(Data.Dict load) {
    String nonce = us.secrets().nonce();
    Data.Dict fresh = load.with("nonce", new Data.Text(nonce));
    if (sessionKey.isEmpty()) {
      Crypticle key = publishKey.crypticle();
      return request(new Payload.SharedRequest(key.seal(fresh), 2), nonce, key);
    }
    Crypticle key = sessionKey.get();
    Data.Dict signed =
        fresh
            .with("ts", new Data.Int(us.clock().instant().getEpochSecond()))
            .with("tok", tok())
            .with("id", new Data.Text(us.id().text()));
    return request(
        new Payload.SessionRequest(key.seal(signed), 3, us.id().text(), us.algorithms()),
        nonce,
        key);
  }

  private static SealedRequest request(Payload.Request request, String nonce, Crypticle key) {
    return new SealedRequest(PayloadCodec.encode(request), nonce, key);
  }

  /// What a publication holds.
  ///
  /// @throws dev.saltern.wire.WrongKeyException where it is under another key than this session's
  public Data.Dict openPublication(byte[] envelope) throws WireException {
    if (publishKey.crypticle().open(envelope) instanceof Data.Dict load) {
      return load;
    }
    throw new WireException("expected a map in a publication, found another value");
  }

  @Override
  public String toString() {
    return "Session[" + us.id() + ", version " + version() + "]";
  }
}
