package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.saltern.channel.SignInAnswer.Accepted;
import dev.saltern.channel.SignInAnswer.BadAlgorithm;
import dev.saltern.channel.SignInAnswer.Full;
import dev.saltern.channel.SignInAnswer.KeyChanged;
import dev.saltern.channel.SignInAnswer.Pending;
import dev.saltern.channel.SignInAnswer.Rejected;
import dev.saltern.channel.SignInAnswer.Unverifiable;
import dev.saltern.job.Data;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.Payload;
import dev.saltern.wire.PayloadCodec;
import dev.saltern.wire.RsaPublicKey;
import dev.saltern.wire.WireException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// The reading of one answer to a sign-in: nothing of it counts before all of it is proven.
/// Confined to one thread.
///
/// The order of proofs is the minion's (salt/crypt.py): the master's key, the signature inside, the
/// token, the signature outside, the nonce, the port.
final class SignInVerifier {
  private static final byte[] TOKEN_MARK = "_|-".getBytes(US_ASCII);
  private static final int PORT_MAX = 65535;

  private final SignInPolicy policy;
  private final Session.Us us;
  private final Optional<RsaPublicKey> known;
  private final String nonce;
  private boolean tokenSent;

  /// @param known the key we remember of the master; a token was sent where there is one
  /// @param nonce what the request carried
  SignInVerifier(SignInPolicy policy, Session.Us us, Optional<RsaPublicKey> known, String nonce) {
    this.policy = policy;
    this.us = us;
    this.known = known;
    this.nonce = nonce;
    tokenSent = known.isPresent();
  }

  /// @throws WireException where the answer is not even of the form of one
  SignInAnswer read(byte[] reply) throws WireException {
    return switch (PayloadCodec.parseReply(reply)) {
      case Payload.SignedReply signed -> {
        Data.Dict answer = signed.decode();
        yield answer.get("pub_key").isPresent()
            ? accepted(answer, signed)
            : refused(answer, signed);
      }
      // These two come unsigned, for want of a way to sign; they only ever keep us out.
      case Payload.ClearReply(Data.Dict map) when !badAlgorithm(map).isEmpty() ->
          new BadAlgorithm(badAlgorithm(map));
      case Payload.ClearReply _ ->
          new Unverifiable(
              "the answer has no outer signature; a master that speaks version 2 or later signs");
      case Payload.Refusal(String said) ->
          new Unverifiable(
              "the master says '%s' instead of an answer".formatted(SealedRequest.printable(said)));
      case Payload.SealedReply _ -> throw new WireException("expected a map, found an envelope");
    };
  }

  private static String badAlgorithm(Data.Dict map) {
    return map.dict("load")
        .flatMap(load -> load.text("ret"))
        .filter(ret -> ret.equals("bad enc algo") || ret.equals("bad sig algo"))
        .orElse("");
  }

  private SignInAnswer refused(Data.Dict answer, Payload.SignedReply signed) throws WireException {
    // Before the first contact there is no key to check with: then the nonce must do.
    if (known.isPresent()) {
      requireOuter(known.get(), signed);
    }
    requireNonce(answer);
    return switch (answer.get("ret").orElse(Data.Nil.NIL)) {
      case Data.Bool(boolean pending) -> pending ? new Pending() : new Rejected();
      case Data.Text(String ret) when ret.equals("full") -> new Full();
      default -> throw new WireException("expected a known refusal, found another");
    };
  }

  private SignInAnswer accepted(Data.Dict answer, Payload.SignedReply signed) throws WireException {
    String pem = text(answer, "pub_key");
    RsaPublicKey master = RsaPublicKey.parse(pem);
    boolean vouched = requireMasterSignature(answer, pem);
    if (known.isPresent() && !known.get().sameAs(pem)) {
      if (!vouched) {
        return new KeyChanged(known.get().fingerprint(), master.fingerprint());
      }
      // The token went out under the old key: this master cannot have read it.
      tokenSent = false;
    }
    if (policy.finger().isPresent() && !policy.finger().get().fits(master)) {
      throw new WireException(
          "expected a master with the configured fingerprint, found "
              + master.fingerprint(policy.finger().get().digest()));
    }
    String keyString = keyString(answer, master);
    requireOuter(master, signed);
    requireNonce(answer);
    int port = publishPort(answer);
    Optional<Crypticle> sessionKey = sessionKey(answer);
    var session = new Session(us, master, port, PublishKey.of(keyString), sessionKey);
    if (session.version() < policy.versionMin()) {
      throw new WireException(
          "expected version %d or later, found a master that speaks %d"
              .formatted(policy.versionMin(), session.version()));
    }
    return new Accepted(session, known.isEmpty() || !known.get().sameAs(pem));
  }

  /// Both sides sign and check, or neither; true where they do and it fits.
  private boolean requireMasterSignature(Data.Dict answer, String pem) throws WireException {
    if (policy.masterSignKey().isEmpty()) {
      if (answer.get("pub_sig").isPresent()) {
        throw new WireException(
            "the master signs its public key; set verify_master_pubkey_sign to check that");
      }
      return false;
    }
    byte[] decoded = base64(bytes(answer, "pub_sig"));
    if (!policy
        .masterSignKey()
        .get()
        .verify(pem.getBytes(UTF_8), decoded, policy.algorithms().signature())) {
      throw new WireException("expected pub_sig by the configured signing key, found another");
    }
    return true;
  }

  /// The key of all clients: proven to be from the holder of the master's key and, where we sent a
  /// token, made for this sign-in of ours.
  private String keyString(Data.Dict answer, RsaPublicKey master) throws WireException {
    byte[] plain = us.key().key().decrypt(bytes(answer, "aes"), policy.algorithms().encryption());
    byte[] proven = master.recoverX931(bytes(answer, "sig"));
    if (!MessageDigest.isEqual(proven, sha256Hex(plain))) {
      throw new WireException("expected the master's proof of the AES key, found another");
    }
    int mark = indexOf(plain, TOKEN_MARK);
    if (tokenSent) {
      byte[] token =
          mark >= 0
              ? Arrays.copyOfRange(plain, mark + TOKEN_MARK.length, plain.length)
              : us.key().key().decrypt(bytes(answer, "token"), policy.algorithms().encryption());
      if (!MessageDigest.isEqual(token, us.secrets().token().getBytes(US_ASCII))) {
        throw new WireException("expected our token back, found another");
      }
    }
    return new String(plain, 0, mark >= 0 ? mark : plain.length, US_ASCII);
  }

  private Optional<Crypticle> sessionKey(Data.Dict answer) throws WireException {
    if (answer.get("session").isEmpty()) {
      return Optional.empty();
    }
    byte[] plain =
        us.key().key().decrypt(bytes(answer, "session"), policy.algorithms().encryption());
    return Optional.of(new Crypticle(new String(plain, US_ASCII)));
  }

  private void requireOuter(RsaPublicKey master, Payload.SignedReply signed) throws WireException {
    if (!signed.verify(master, policy.algorithms().signature())) {
      throw new WireException("expected the master's signature of the answer, found another");
    }
  }

  private void requireNonce(Data.Dict answer) throws WireException {
    byte[] found = bytes(answer, "nonce");
    if (!MessageDigest.isEqual(found, nonce.getBytes(US_ASCII))) {
      throw new WireException("expected the nonce of our sign-in, found another");
    }
  }

  private static int publishPort(Data.Dict answer) throws WireException {
    long port = answer.integer("publish_port").orElse(0L);
    if (port < 1 || port > PORT_MAX) {
      throw new WireException("expected publish_port of 1 to 65535, found another");
    }
    return (int) port;
  }

  private static String text(Data.Dict answer, String field) throws WireException {
    return answer
        .text(field)
        .orElseThrow(() -> new WireException("expected the text " + field + ", found none"));
  }

  private static byte[] bytes(Data.Dict answer, String field) throws WireException {
    return answer
        .get(field)
        .flatMap(Data::asBytes)
        .orElseThrow(() -> new WireException("expected the bytes " + field + ", found none"));
  }

  private static byte[] base64(byte[] text) throws WireException {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new WireException("expected base64, found something else", e);
    }
  }

  private static byte[] sha256Hex(byte[] plain) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(plain);
      return HexFormat.of().formatHex(hash).getBytes(US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 fails in this JDK", e);
    }
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }
}
