package dev.saltern.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadCodecTest {
  private static final String NONCE = "0123456789abcdef0123456789abcdef";
  private static final RsaKey MASTER = RsaKey.generate(2048);
  private static final RsaKey CLIENT = RsaKey.generate(2048);

  private final String keyString = Crypticle.newKeyString();

  @Test
  void requestsComeBack() throws WireException {
    byte[] envelope = crypticle().seal(Data.dict("cmd", "_return"));
    for (int version : new int[] {0, 1, 2, 3}) {
      Data.Dict load = Data.dict("cmd", "publish", "version", version);
      var clear = new Payload.ClearRequest(load, version);
      assertThat(PayloadCodec.parseRequest(PayloadCodec.encode(clear))).isEqualTo(clear);
    }
    for (int version : new int[] {0, 1, 2}) {
      byte[] frame = PayloadCodec.encode(new Payload.SharedRequest(envelope, version));
      var shared = (Payload.SharedRequest) PayloadCodec.parseRequest(frame);
      assertThat(shared.envelope()).isEqualTo(envelope);
      assertThat(shared.version()).isEqualTo(version);
    }
    for (Algorithms algorithms : List.of(Algorithms.SHA1, Algorithms.SHA224)) {
      var request = new Payload.SessionRequest(envelope, 3, "web1", algorithms);
      var session =
          (Payload.SessionRequest) PayloadCodec.parseRequest(PayloadCodec.encode(request));
      assertThat(session.envelope()).isEqualTo(envelope);
      assertThat(session.id()).isEqualTo("web1");
      assertThat(session.algorithms()).isEqualTo(algorithms);
    }
  }

  @Test
  void versionIsReadAsSaltReadsIt() throws WireException {
    for (var version : List.of(2, "2")) {
      var frame = encode(Data.dict("enc", "clear", "load", Data.dict(), "version", version));
      assertThat(PayloadCodec.parseRequest(frame).version()).isEqualTo(2);
    }
    var three = encode(Data.dict("enc", "clear", "load", Data.dict(), "version", "three"));
    assertThat(PayloadCodec.parseRequest(three).version()).isZero();
    for (var version : List.of(-1, 1L << 40, 2.5, List.of())) {
      var frame = encode(Data.dict("enc", "clear", "load", Data.dict(), "version", version));
      assertThatThrownBy(() -> PayloadCodec.parseRequest(frame)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void algorithmsNotNamedAreSha1AndUnknownOnesRefused() throws WireException {
    Data.Dict outer = Data.dict("enc", "aes", "load", "x", "version", 3, "id", "web1");
    assertThat(((Payload.SessionRequest) PayloadCodec.parseRequest(encode(outer))).algorithms())
        .isEqualTo(Algorithms.SHA1);
    for (String key : List.of("enc_algo", "sig_algo")) {
      byte[] unknown = encode(outer.with(key, new Data.Text("ROT13")));
      assertThatThrownBy(() -> PayloadCodec.parseRequest(unknown))
          .isInstanceOf(WireException.class)
          .hasMessageContaining(key);
    }
  }

  @Test
  void whatIsNoRequestIsRefused() {
    for (Data value :
        List.of(
            new Data.Text("junk"),
            Data.dict(),
            Data.dict("enc", "aes"),
            Data.dict("enc", "clear"),
            Data.dict("load", Data.dict()),
            Data.dict("enc", "rot13", "load", Data.dict()),
            Data.dict("enc", 1, "load", Data.dict()),
            Data.dict("enc", "clear", "load", "text"),
            Data.dict("enc", "aes", "load", Data.dict()),
            Data.dict("enc", "aes", "load", "x", "version", 3),
            Data.dict("enc", "aes", "load", "x", "version", 3, "id", 1))) {
      assertThatThrownBy(() -> PayloadCodec.parseRequest(encode(value)))
          .isInstanceOf(WireException.class);
    }
  }

  @Test
  void repliesComeBack() throws WireException {
    byte[] envelope = crypticle().seal(Data.Nil.NIL, NONCE);
    var sealed =
        (Payload.SealedReply)
            PayloadCodec.parseReply(PayloadCodec.encode(new Payload.SealedReply(envelope)));
    assertThat(sealed.envelope()).isEqualTo(envelope);
    for (Payload.Reply reply :
        List.of(
            new Payload.Refusal("bad load"),
            new Payload.Refusal(""),
            new Payload.ClearReply(Data.dict()),
            new Payload.ClearReply(Data.dict("enc", "clear", "load", Data.dict("ret", false))),
            new Payload.ClearReply(Data.dict("error", Data.dict("name", "AuthenticationError"))))) {
      assertThat(PayloadCodec.parseReply(PayloadCodec.encode(reply))).isEqualTo(reply);
    }
  }

  @Test
  void envelopeThatHappensToBeUtf8IsNoRefusal() throws WireException {
    byte[] envelope = "x".repeat(64).getBytes(UTF_8);
    assertThat(PayloadCodec.parseReply(PayloadCodec.encode(new Payload.SealedReply(envelope))))
        .isInstanceOf(Payload.SealedReply.class);
    assertThat(PayloadCodec.parseReply(encode(new Data.Text("x".repeat(63)))))
        .isInstanceOf(Payload.Refusal.class);
  }

  @Test
  void whatIsNoReplyIsRefused() {
    for (Object value :
        new Object[] {
          null, true, 1, 2.5, List.of(), new Data.Ext((byte) 1, new Data.Bytes(new byte[0]))
        }) {
      assertThatThrownBy(() -> PayloadCodec.parseReply(encode(Data.of(value))))
          .isInstanceOf(WireException.class);
    }
  }

  @Test
  void everyPrefixAndEveryCorruptedByteOfASignedReplyIsRefusedOrChangesNothing() {
    var reply =
        Payload.SignedReply.of(
            Data.dict("ret", true, "nonce", NONCE), MASTER, SignatureAlgorithm.SHA1);
    corrupt(
        PayloadCodec.encode(reply),
        frame ->
            PayloadCodec.parseReply(frame) instanceof Payload.SignedReply found
                && found.verify(MASTER.publicKey(), SignatureAlgorithm.SHA1)
                && !found.decode().equals(reply.decode()));
  }

  @Test
  void everyPrefixAndEveryCorruptedByteOfAPublicationIsRefusedOrChangesNothing() {
    byte[] envelope = crypticle().seal(Data.dict("fun", "test.ping"));
    var publication = Payload.Publication.of(envelope, MASTER, SignatureAlgorithm.SHA224);
    corrupt(
        PayloadCodec.encode(publication),
        frame -> {
          Payload.Publication found = PayloadCodec.parsePublication(frame);
          return found.verify(MASTER.publicKey()) && !Arrays.equals(found.envelope(), envelope);
        });
  }

  @Test
  void unsignedOrWronglySignedPublicationDoesNotVerify() throws WireException {
    byte[] envelope = crypticle().seal(Data.dict("fun", "test.ping"));
    var unsigned = new Payload.Publication(envelope, new byte[0], "");
    Payload.Publication read = PayloadCodec.parsePublication(PayloadCodec.encode(unsigned));
    assertThat(read.isSigned()).isFalse();
    assertThat(read.verify(MASTER.publicKey())).isFalse();
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      var signed = Payload.Publication.of(envelope, MASTER, algorithm);
      assertThat(signed.verify(MASTER.publicKey())).isTrue();
      assertThat(signed.verify(CLIENT.publicKey())).isFalse();
      assertThat(
              new Payload.Publication(envelope, signed.signature(), "ROT13")
                  .verify(MASTER.publicKey()))
          .isFalse();
    }
    byte[] clear = encode(Data.dict("enc", "clear", "load", "x"));
    assertThatThrownBy(() -> PayloadCodec.parsePublication(clear))
        .isInstanceOf(WireException.class);
  }

  @Test
  void pillarIsReadByTheClientThatAskedOnly() throws WireException {
    Data pillar = Data.dict("role", "web");
    for (Algorithms algorithms : List.of(Algorithms.SHA1, Algorithms.SHA224)) {
      var sealed = PillarReply.seal(pillar, NONCE, CLIENT.publicKey(), MASTER, algorithms);
      PillarReply reply = PillarReply.parse(sealed.toDict());
      assertThat(reply.open(NONCE, CLIENT, MASTER.publicKey(), algorithms)).isEqualTo(pillar);
      assertThatThrownBy(() -> reply.open(NONCE, MASTER, MASTER.publicKey(), algorithms))
          .isInstanceOf(WireException.class);
      assertThatThrownBy(() -> reply.open(NONCE, CLIENT, CLIENT.publicKey(), algorithms))
          .hasMessageContaining("signature");
      assertThatThrownBy(() -> reply.open("1" + NONCE, CLIENT, MASTER.publicKey(), algorithms))
          .hasMessageContaining("nonce");
    }
    assertThatThrownBy(() -> PillarReply.parse(Data.dict("error", "bad load")))
        .isInstanceOf(WireException.class);
  }

  @Test
  void pillarSignedForAnotherKeyIsRefused() throws WireException {
    byte[] key = CLIENT.publicKey().encrypt(keyString.getBytes(UTF_8), OaepAlgorithm.SHA1);
    byte[] data = encode(Data.dict("key", "another", "pillar", Data.dict(), "nonce", NONCE));
    byte[] sig = MASTER.sign(data, SignatureAlgorithm.SHA1);
    var reply = new PillarReply(key, crypticle().seal(Data.dict("data", data, "sig", sig)));
    assertThatThrownBy(() -> reply.open(NONCE, CLIENT, MASTER.publicKey(), Algorithms.SHA1))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("expected the key of this pillar");
  }

  @Test
  void authLoadComesBack() throws WireException {
    for (byte[] token : List.of(new byte[0], new byte[] {-1, 0, 1})) {
      var load = new AuthLoad("web1", NONCE, CLIENT.publicKey().pem(), token, Algorithms.SHA224);
      AuthLoad read = AuthLoad.parse(load.toDict());
      assertThat(read.toDict()).isEqualTo(load.toDict());
      assertThat(read.token()).isEqualTo(token);
      assertThat(read.toString()).doesNotContain(NONCE);
    }
    assertThatThrownBy(() -> AuthLoad.parse(Data.dict("id", "web1")))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("pub");
  }

  @Test
  void textsShowNoLoad() {
    Data.Dict secret = Data.dict("key", "secret");
    assertThat(new Payload.ClearRequest(secret, 2).toString()).doesNotContain("secret");
    assertThat(new Payload.ClearReply(secret).toString()).doesNotContain("secret");
  }

  private interface Deceived {
    boolean by(byte[] frame) throws WireException;
  }

  private static void corrupt(byte[] frame, Deceived deceived) {
    for (int at = 0; at < frame.length; at++) {
      byte[] prefix = Arrays.copyOf(frame, at);
      assertThatThrownBy(() -> deceived.by(prefix)).isInstanceOf(WireException.class);
      for (int bit = 0; bit < 8; bit++) {
        byte[] corrupted = frame.clone();
        corrupted[at] ^= (byte) (1 << bit);
        assertThat(isDeceived(corrupted, deceived)).isFalse();
      }
    }
  }

  private static boolean isDeceived(byte[] frame, Deceived deceived) {
    try {
      return deceived.by(frame);
    } catch (WireException _) {
      return false;
    }
  }

  private Crypticle crypticle() {
    try {
      return new Crypticle(keyString);
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] encode(Data value) {
    return DataCodec.encode(value, DataCodec.Spec.OLD);
  }
}
