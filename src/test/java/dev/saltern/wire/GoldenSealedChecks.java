package dev.saltern.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// As [GoldenChecks], for what is encrypted or signed.
record GoldenSealedChecks(Golden golden) {
  private static final byte[] SALT = "salt".getBytes(UTF_8);

  void auth(GoldenRecord r) throws Exception {
    byte[] raw = r.raw("request_raw");
    GoldenChecks.same(raw, r.decoded("request_decoded"));
    var request = (Payload.ClearRequest) PayloadCodec.parseRequest(raw);
    Data.Dict load = request.load();
    if (!(load.get("version").orElse(Data.Nil.NIL) instanceof Data.Text) && !r.byHand()) {
      assertThat(PayloadCodec.encode(request)).isEqualTo(raw);
    }
    if (load.get("enc_algo").isPresent() && !r.byHand()) {
      assertThat(DataCodec.encode(AuthLoad.parse(load).toDict(), DataCodec.Spec.OLD))
          .isEqualTo(DataCodec.encode(load, DataCodec.Spec.OLD));
    }
    if (!r.has("reply_raw")) {
      assertThat(r.text("note")).contains("no answer");
      return;
    }
    byte[] replyRaw = r.raw("reply_raw");
    Payload.Reply reply = PayloadCodec.parseReply(replyRaw);
    assertThat(PayloadCodec.encode(reply)).isEqualTo(replyRaw);
    switch (reply) {
      case Payload.SignedReply signed -> signedAnswer(r, AuthLoad.parse(load), signed);
      case Payload.ClearReply(Data.Dict map) when map.get("aes").isPresent() ->
          accepted(r, AuthLoad.parse(load), map);
      case Payload.ClearReply(Data.Dict map) -> assertThat(map).isEqualTo(r.decoded("reply_outer"));
      case Payload.Refusal(String text) ->
          assertThat(r.decoded("reply_outer").asText()).contains(text);
      case Payload.SealedReply _ -> throw new AssertionError("an envelope as answer to " + r);
    }
  }

  private void signedAnswer(GoldenRecord r, AuthLoad request, Payload.SignedReply signed)
      throws Exception {
    SignatureAlgorithm algorithm = request.algorithms().signature();
    RsaKey master = golden.key(r, "master");
    assertThat(signed.verify(master.publicKey(), algorithm)).isTrue();
    assertThat(master.sign(signed.load(), algorithm)).isEqualTo(signed.signature());
    GoldenChecks.same(signed.load(), r.decoded("reply_load_decoded"));
    Data.Dict answer = signed.decode();
    assertThat(answer.text("nonce")).contains(request.nonce());
    if (answer.get("aes").isPresent()) {
      accepted(r, request, answer);
    }
  }

  private void accepted(GoldenRecord r, AuthLoad request, Data.Dict answer) throws Exception {
    OaepAlgorithm oaep = request.algorithms().encryption();
    RsaKey client = golden.key(r, "who");
    RsaKey master = golden.key(r, "master");
    byte[] key = client.decrypt(bytes(answer, "aes"), oaep);
    assertThat(new String(key, UTF_8)).isEqualTo(r.text("aes_key_string"));
    byte[] digest = HexFormat.of().formatHex(sha256(key)).getBytes(UTF_8);
    assertThat(master.publicKey().recoverX931(bytes(answer, "sig"))).isEqualTo(digest);
    assertThat(master.signX931(digest)).isEqualTo(bytes(answer, "sig"));
    assertThat(master.publicKey().sameAs(answer.text("pub_key").orElseThrow())).isTrue();
    assertThat(client.publicKey().sameAs(request.publicKey())).isTrue();
    if (answer.get("token").isPresent()) {
      byte[] token = r.secret("token_plain");
      assertThat(master.decrypt(request.token(), oaep)).isEqualTo(token);
      assertThat(client.decrypt(bytes(answer, "token"), oaep)).isEqualTo(token);
    }
    if (answer.get("session").isPresent()) {
      assertThat(new String(client.decrypt(bytes(answer, "session"), oaep), UTF_8))
          .isEqualTo(r.text("session_key_string"));
    }
  }

  void request(GoldenRecord r) throws Exception {
    byte[] raw = r.raw("request_raw");
    Optional<Payload.Request> parsed = parsed(r, raw);
    if (parsed.isEmpty()) {
      refused(r);
      return;
    }
    if (!r.byHand()) {
      assertThat(PayloadCodec.encode(parsed.get())).isEqualTo(raw);
    }
    byte[] envelope =
        switch (parsed.get()) {
          case Payload.SharedRequest(byte[] e, _) -> e;
          case Payload.SessionRequest(byte[] e, _, _, _) -> e;
          case Payload.ClearRequest _ -> throw new AssertionError("in the clear: " + r);
        };
    if (!r.has("load_decoded")) {
      refused(r);
      return;
    }
    Crypticle crypticle = golden.crypticle(r, envelope).orElseThrow();
    Data load = crypticle.open(envelope);
    assertThat(load).isEqualTo(r.decoded("load_decoded"));
    assertThat(crypticle.seal(load, "", iv(envelope))).isEqualTo(envelope);
    if (load instanceof Data.Dict map) {
      token(r, map);
      Algorithms algorithms =
          parsed.get() instanceof Payload.SessionRequest(_, _, _, Algorithms a)
              ? a
              : Algorithms.SHA1;
      reply(r, crypticle, map.text("nonce").orElse(""), algorithms);
    } else {
      refused(r);
    }
  }

  private static Optional<Payload.Request> parsed(GoldenRecord r, byte[] raw) throws WireException {
    try {
      return Optional.of(PayloadCodec.parseRequest(raw));
    } catch (WireException e) {
      if (r.byHand()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void refused(GoldenRecord r) throws WireException {
    assertThat(r.byHand()).isTrue();
    assertThat(PayloadCodec.parseReply(r.raw("reply_raw"))).isInstanceOf(Payload.Refusal.class);
  }

  private void token(GoldenRecord r, Data.Dict load) throws WireException {
    if (load.get("tok").isPresent() && !r.byHand()) {
      RsaKey client = golden.key(r, "who");
      assertThat(client.publicKey().recoverX931(bytes(load, "tok"))).isEqualTo(SALT);
      assertThat(client.signX931(SALT)).isEqualTo(bytes(load, "tok"));
    }
  }

  private void reply(GoldenRecord r, Crypticle crypticle, String nonce, Algorithms algorithms)
      throws WireException {
    if (!r.has("reply_raw")) {
      return;
    }
    byte[] raw = r.raw("reply_raw");
    Payload.Reply reply = PayloadCodec.parseReply(raw);
    assertThat(PayloadCodec.encode(reply)).isEqualTo(raw);
    switch (reply) {
      case Payload.SealedReply(byte[] envelope) -> {
        Data value = crypticle.open(envelope, nonce);
        assertThat(value).isEqualTo(r.decoded("reply_decoded"));
        assertThat(crypticle.seal(value, nonce, iv(envelope))).isEqualTo(envelope);
        assertThatThrownBy(() -> crypticle.open(envelope, "0".repeat(32)))
            .isInstanceOf(WireException.class);
      }
      case Payload.Refusal(String text) ->
          assertThat(r.decoded("reply_decoded").asText()).contains(text);
      case Payload.ClearReply(Data.Dict map) -> {
        assertThat(map).isEqualTo(r.decoded("reply_decoded"));
        if (map.get("pillar").isPresent()) {
          pillar(r, PillarReply.parse(map), nonce, algorithms);
        }
      }
      case Payload.SignedReply _ -> throw new AssertionError("signed: " + r);
    }
  }

  private void pillar(GoldenRecord r, PillarReply reply, String nonce, Algorithms algorithms)
      throws WireException {
    RsaKey client = golden.key(r, "who");
    RsaPublicKey master = golden.key(r, "master").publicKey();
    Data.Dict expected = (Data.Dict) r.decoded("pillar_data_decoded");
    assertThat(reply.open(nonce, client, master, algorithms))
        .isEqualTo(expected.get("pillar").orElseThrow());
    assertThat(expected.text("nonce")).contains(nonce);
  }

  void publish(GoldenRecord r) throws WireException {
    List<byte[]> frames = r.raws("frames_raw");
    if (r.has("topic")) {
      assertThat(frames).hasSize(2);
      assertThat(frames.getFirst()).isEqualTo(r.text("topic").getBytes(UTF_8));
    }
    Payload.Publication publication = PayloadCodec.parsePublication(frames.getLast());
    assertThat(PayloadCodec.encode(publication)).isEqualTo(frames.getLast());
    RsaKey master = golden.key(r, "master");
    assertThat(publication.verify(master.publicKey())).isTrue();
    String name =
        publication.algorithmName().isEmpty() ? "PKCS1v15-SHA1" : publication.algorithmName();
    assertThat(master.sign(publication.envelope(), SignatureAlgorithm.named(name).orElseThrow()))
        .isEqualTo(publication.signature());
    byte[] envelope = publication.envelope();
    Crypticle crypticle = golden.crypticle(r, envelope).orElseThrow();
    var load = (Data.Dict) crypticle.open(envelope);
    assertThat(load.integer("serial")).isPresent();
    boolean serialRecorded = ((Data.Dict) r.decoded("load_decoded")).get("serial").isPresent();
    assertThat(serialRecorded ? load : load.without("serial")).isEqualTo(r.decoded("load_decoded"));
    assertThat(crypticle.seal(load, "", iv(envelope))).isEqualTo(envelope);
  }

  private static byte[] bytes(Data.Dict map, String key) {
    return map.get(key).flatMap(Data::asBytes).orElseThrow();
  }

  private static byte[] iv(byte[] envelope) {
    return Arrays.copyOf(envelope, 16);
  }

  private static byte[] sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }
}
