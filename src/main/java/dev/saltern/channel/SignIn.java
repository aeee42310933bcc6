package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.saltern.channel.SignInAnswer.Accepted;
import dev.saltern.channel.SignInAnswer.Unverifiable;
import dev.saltern.wire.AuthLoad;
import dev.saltern.wire.Payload;
import dev.saltern.wire.PayloadCodec;
import dev.saltern.wire.RsaPublicKey;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// The sign-in at one master: Salt's `_auth` exchange. Thread-safe.
///
/// It fails closed: an answer that does not prove everything it must is [SignInAnswer.Unverifiable]
/// and changes nothing. A master met for the first time is trusted and its key remembered, unless a
/// fingerprint is demanded; the key is stored only once the whole answer is proven.
public final class SignIn {
  private final SignInPolicy policy;
  private final Session.Us us;
  private final MasterKeyStore store;

  public SignIn(SignInPolicy policy, MinionKey key, MasterKeyStore store, InstantSource clock) {
    this(policy, key, store, clock, Secrets.random());
  }

  SignIn(
      SignInPolicy policy,
      MinionKey key,
      MasterKeyStore store,
      InstantSource clock,
      Secrets secrets) {
    this.policy = policy;
    this.store = store;
    us = new Session.Us(policy.id(), policy.algorithms(), key, clock, secrets);
  }

  /// Asks the master behind `channel` to let us in.
  ///
  /// @throws NoReplyException where it does not answer
  public SignInAnswer signIn(ReqChannel channel, Duration timeout) throws NoReplyException {
    Optional<RsaPublicKey> known;
    try {
      known = store.known();
    } catch (IOException | WireException e) {
      return new Unverifiable("the master's key in " + store + " is unreadable: " + e.getMessage());
    }
    String nonce = us.secrets().nonce();
    byte[] reply = channel.request(request(known, nonce), timeout);
    try {
      SignInAnswer answer = new SignInVerifier(policy, us, known, nonce).read(reply);
      if (answer instanceof Accepted(Session session, boolean masterKeyNew) && masterKeyNew) {
        store.remember(session.masterKey().pem());
      }
      return answer;
    } catch (WireException e) {
      return new Unverifiable(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Unverifiable("the master's key cannot be kept in " + store + ": " + e);
    }
  }

  /// Masters before 3006.9 ignore the algorithms, those before 3006.12 the difference of 2 and 3.
  private byte[] request(Optional<RsaPublicKey> known, String nonce) {
    byte[] plain = us.secrets().token().getBytes(US_ASCII);
    byte[] token =
        known.map(k -> k.encrypt(plain, policy.algorithms().encryption())).orElse(new byte[0]);
    var load =
        new AuthLoad(policy.id().text(), nonce, us.key().publicPem(), token, policy.algorithms());
    return PayloadCodec.encode(new Payload.ClearRequest(load.toDict(), SignInPolicy.VERSION_MAX));
  }
}
