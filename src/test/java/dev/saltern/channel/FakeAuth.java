package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.saltern.job.Data;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.OaepAlgorithm;
import dev.saltern.wire.RsaKey;
import dev.saltern.wire.RsaPublicKey;
import dev.saltern.wire.SignatureAlgorithm;
import dev.saltern.wire.WireException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The master's side of a sign-in, protocol-true unless twisted.
public final class FakeAuth {
  public RsaKey master;
  public String aesKeyString = Crypticle.newKeyString();
  public Optional<String> sessionKeyString = Optional.of(Crypticle.newKeyString());
  public long publishPort = 4505;
  public boolean authMode2;

  /// Changes the answer before it is signed.
  public UnaryOperator<Data.Dict> answerTwist = UnaryOperator.identity();

  /// Changes what is sent after it is signed.
  public UnaryOperator<Data.Dict> outerTwist = UnaryOperator.identity();

  public FakeAuth(RsaKey master) {
    this.master = master;
  }

  /// The accepting answer to a request.
  public byte[] accept(byte[] body) throws WireException {
    Data.Dict load = DataCodec.decodeDict(body).dict("load").orElseThrow();
    OaepAlgorithm enc = OaepAlgorithm.named(load.text("enc_algo").orElseThrow()).orElseThrow();
    RsaPublicKey client = RsaPublicKey.parse(load.text("pub").orElseThrow());
    byte[] aes = aesKeyString.getBytes(US_ASCII);
    Data.Dict answer =
        Data.dict("enc", "pub", "pub_key", master.publicKey().pem(), "publish_port", publishPort);
    if (load.get("token").isPresent()) {
      byte[] token = master.decrypt(load.get("token").flatMap(Data::asBytes).orElseThrow(), enc);
      if (authMode2) {
        aes = (aesKeyString + "_|-" + new String(token, US_ASCII)).getBytes(US_ASCII);
      } else {
        answer = answer.with("token", new Data.Bytes(client.encrypt(token, enc)));
      }
    }
    answer =
        answer
            .with("aes", new Data.Bytes(client.encrypt(aes, enc)))
            .with("sig", new Data.Bytes(master.signX931(sha256Hex(aes))));
    if (sessionKeyString.isPresent()) {
      byte[] session = sessionKeyString.get().getBytes(US_ASCII);
      answer = answer.with("session", new Data.Bytes(client.encrypt(session, enc)));
    }
    return signed(load, answer);
  }

  /// The refusing answer to a request.
  public byte[] refuse(byte[] body, Object ret) throws WireException {
    return signed(DataCodec.decodeDict(body).dict("load").orElseThrow(), Data.dict("ret", ret));
  }

  private byte[] signed(Data.Dict load, Data.Dict answer) throws WireException {
    SignatureAlgorithm algorithm =
        SignatureAlgorithm.named(load.text("sig_algo").orElseThrow()).orElseThrow();
    Data.Dict full = answerTwist.apply(answer.with("nonce", load.get("nonce").orElseThrow()));
    byte[] bytes = DataCodec.encode(full, DataCodec.Spec.OLD);
    Data.Dict outer =
        Data.dict("enc", "clear", "load", bytes, "sig", master.sign(bytes, algorithm));
    return DataCodec.encode(outerTwist.apply(outer), DataCodec.Spec.OLD);
  }

  /// The signature of a master that vouches for its key with a signing key.
  public static String pubSig(RsaKey signingKey, RsaKey master) {
    byte[] signature =
        signingKey.sign(master.publicKey().pem().getBytes(UTF_8), SignatureAlgorithm.SHA1);
    return java.util.Base64.getEncoder().encodeToString(signature) + "\n";
  }

  static byte[] sha256Hex(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash).getBytes(US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
