package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.OaepAlgorithm;
import dev.saltern.wire.RsaPublicKey;
import dev.saltern.wire.SignatureAlgorithm;
import dev.saltern.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The master's end of a request channel: the bytes of one request in, the bytes of its answer out,
/// exactly as a stock master answers, unless a [Fault] is planned. Thread-safe as far as its
/// functions are.
final class ServerChannel {
  private static final Logger log = LoggerFactory.getLogger(ServerChannel.class);
  private static final String OTHER_NONCE = "0".repeat(32);

  private static final Data FAILED = Data.of("Some exception handling minion payload");

  private final Secrets secrets;
  private final KeyRing ring;
  private final SignInDesk desk;
  private final RequestOpener opener;
  private final Faults faults;

  ServerChannel(
      Secrets secrets, KeyRing ring, SignInDesk desk, SaltRelease release, Faults faults) {
    this.secrets = secrets;
    this.ring = ring;
    this.desk = desk;
    this.opener = new RequestOpener(secrets, ring, desk, release);
    this.faults = faults;
  }

  /// What becomes of one request.
  Reply answer(byte[] bytes, MasterFunctions functions) {
    return switch (opener.open(bytes)) {
      case RequestOpener.Opened.Refused(Data answer) -> Reply.of(encode(answer));
      case RequestOpener.Opened.Untrusted(Request request) ->
          Reply.of(sealed(request, Data.Dict.EMPTY, false));
      case RequestOpener.Opened.Fine(Request request) -> carriedOut(request, functions);
    };
  }

  private Reply carriedOut(Request request, MasterFunctions functions) {
    Optional<Fault.OfReply> fault = faults.takeFor(request.cmd());
    if (fault.isEmpty()) {
      return Reply.of(bytesOf(request, functions, false));
    }
    return switch (fault.get()) {
      case Fault.DropRequest _ -> new Reply.Silence();
      case Fault.ErrorText(String text) -> Reply.of(encode(Data.of(text)));
      case Fault.DropReply _ -> {
        bytesOf(request, functions, false);
        yield new Reply.Silence();
      }
      case Fault.Disconnect _ -> {
        bytesOf(request, functions, false);
        yield new Reply.Hangup();
      }
      case Fault.Late(Duration delay) -> new Reply.Send(bytesOf(request, functions, false), delay);
      case Fault.Garbage garbage -> {
        bytesOf(request, functions, false);
        yield Reply.of(garbage.bytes());
      }
      case Fault.WrongSignature _ -> Reply.of(tampered(bytesOf(request, functions, false)));
      case Fault.WrongNonce _ -> Reply.of(bytesOf(request, functions, true));
    };
  }

  private byte[] bytesOf(Request request, MasterFunctions functions, boolean otherNonce) {
    if (request.clear()) {
      Data.Dict load = request.load();
      if (request.cmd().equals("_auth")) {
        Data.Dict asked = otherNonce ? load.with("nonce", Data.of(OTHER_NONCE)) : load;
        return encode(desk.answer(asked, request.version(), functions::fire));
      }
      return encode(clearly(load, functions));
    }
    if (!request.sealed() || request.load().get("cmd").isEmpty()) {
      return encode(FAILED);
    }
    Answer answer;
    try {
      answer = functions.encrypted(request.cmd(), request.load());
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("fun", request.cmd())
          .setCause(e)
          .log("a request failed; a stock master answers an empty text");
      answer = new Answer.Sealed(Data.of(""));
    }
    return switch (answer) {
      case Answer.Sealed(Data value) -> sealed(request, value, otherNonce);
      case Answer.Private(String key, Data value) -> privately(request, key, value, otherNonce);
    };
  }

  private static Data clearly(Data.Dict load, MasterFunctions functions) {
    try {
      return load.get("cmd").isPresent() ? functions.clear(load) : FAILED;
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("fun", load.text("cmd").orElse(""))
          .setCause(e)
          .log("a request failed");
      return FAILED;
    }
  }

  private byte[] sealed(Request request, Data value, boolean otherNonce) {
    Crypticle crypticle = request.session().map(secrets::sessionOf).orElseGet(secrets::answering);
    Optional<String> nonce = otherNonce ? Optional.of(OTHER_NONCE) : request.nonce();
    byte[] envelope =
        nonce.map(n -> crypticle.seal(value, n)).orElseGet(() -> crypticle.seal(value));
    return encode(Data.of(envelope));
  }

  private byte[] privately(Request request, String key, Data value, boolean otherNonce) {
    Optional<String> pem = request.load().text("id").flatMap(MinionId::parse).flatMap(ring::keyOf);
    if (pem.isEmpty()) {
      return encode(Data.dict("error", "AES key not found"));
    }
    boolean signing = request.version() > 1;
    if (signing && request.nonce().isEmpty()) {
      return encode(Data.dict("error", "Nonce not included in request"));
    }
    String nonce = otherNonce ? OTHER_NONCE : request.nonce().orElse("");
    String keyString = Crypticle.newKeyString();
    try {
      RsaPublicKey client = desk.publicKey(pem.get());
      OaepAlgorithm oaep =
          request
              .envelope()
              .text("enc_algo")
              .flatMap(OaepAlgorithm::named)
              .orElse(OaepAlgorithm.SHA1);
      byte[] wrapped = client.encrypt(keyString.getBytes(StandardCharsets.US_ASCII), oaep);
      byte[] toSign = encode(Data.dict("key", wrapped, "pillar", value, "nonce", nonce));
      byte[] signature = secrets.key().sign(toSign, signatureOf(request));
      Data signed = Data.dict("data", toSign, "sig", signature);
      byte[] envelope = new Crypticle(keyString).seal(signing ? signed : value);
      return encode(Data.dict("key", wrapped, key, envelope));
    } catch (WireException _) {
      return encode(Data.dict("error", "bad load"));
    }
  }

  private static SignatureAlgorithm signatureOf(Request request) {
    return request
        .envelope()
        .text("sig_algo")
        .flatMap(SignatureAlgorithm::named)
        .orElse(SignatureAlgorithm.SHA1);
  }

  /// The same answer, but its last byte is another one: the end of a signature, an HMAC or a
  /// pillar.
  static byte[] tampered(byte[] answer) {
    byte[] other = answer.clone();
    other[other.length - 1] ^= 1;
    return other;
  }

  static byte[] encode(Data value) {
    return DataCodec.encode(value, DataCodec.Spec.OLD);
  }
}
