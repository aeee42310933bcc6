package dev.saltern.wire;

import static dev.saltern.wire.DataCodec.Spec.NEW;
import static dev.saltern.wire.DataCodec.Spec.OLD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What must hold of each kind of recorded record: it decodes to what was recorded, and what we
/// make of that is the recorded bytes again wherever the format leaves no choice.
record GoldenChecks(Golden golden) {
  private static final SignatureAlgorithm SHA1 = SignatureAlgorithm.SHA1;

  void check(GoldenRecord r) throws Exception {
    switch (r.kind()) {
      case "rsa_keypair" -> keypair(r);
      case "aes_session_key" -> sessionKey(r.text("key_string"));
      case "root_key" -> sessionKey(new String(r.raw("raw"), UTF_8));
      case "auth" -> auth(r);
      case "request" -> request(r);
      case "request_clear", "request_raw" -> clear(r);
      case "publish" -> publish(r);
      case "event_bus" -> event(r);
      case "ipc_stream" -> stream(r);
      case "ipc_push" -> push(r);
      case "local_cache_file" -> file(r);
      case "mysql_row" -> GoldenRows.check(r, golden);
      default -> throw new AssertionError("no check for a record of kind " + r.kind());
    }
  }

  private static void keypair(GoldenRecord r) throws WireException {
    RsaKey key = RsaKey.parse(r.text("private_pem"));
    assertThat(key.pem()).isEqualTo(r.text("private_pem"));
    assertThat(key.publicKey().pem()).isEqualTo(r.text("public_pem"));
    assertThat(key.publicKey()).isEqualTo(RsaPublicKey.parse(r.text("public_pem")));
  }

  private static void sessionKey(String keyString) throws WireException {
    assertThat(keyString).hasSize(76);
    Data value = Data.dict("cmd", "ping");
    assertThat(new Crypticle(keyString).open(new Crypticle(keyString).seal(value)))
        .isEqualTo(value);
  }

  private void auth(GoldenRecord r) throws Exception {
    Data.Dict request = same(r.raw("request_raw"), r.decoded("request_decoded"));
    Data.Dict load = request.dict("load").orElseThrow();
    if (load.get("token").isPresent() && r.has("token_plain")) {
      byte[] token = load.get("token").get().asBytes().orElseThrow();
      assertThat(golden.key(r.text("master")).decrypt(token, OaepAlgorithm.SHA1))
          .isEqualTo(r.raw("token_plain"));
    }
    Data.Dict reply = same(r.raw("reply_raw"), r.decoded("reply_outer"));
    Data.Dict inner = reply;
    if (reply.get("sig").isPresent() && reply.get("load").isPresent()) {
      byte[] bytes = reply.get("load").get().asBytes().orElseThrow();
      inner = same(bytes, r.decoded("reply_load_decoded"));
      signed(r.text("master"), bytes, reply);
      assertThat(inner.get("nonce")).isEqualTo(load.get("nonce"));
    }
    if (r.has("aes_oaep_plaintext")) {
      accepted(r, inner);
    }
  }

  private void accepted(GoldenRecord r, Data.Dict inner) throws Exception {
    byte[] aes = inner.get("aes").orElseThrow().asBytes().orElseThrow();
    byte[] key = golden.key(r.text("who")).decrypt(aes, OaepAlgorithm.SHA1);
    assertThat(key).isEqualTo(r.raw("aes_oaep_plaintext"));
    assertThat(new String(key, UTF_8)).isEqualTo(r.text("aes_key_string"));
    byte[] digest = HexFormat.of().formatHex(sha256(key)).getBytes(UTF_8);
    byte[] sig = inner.get("sig").orElseThrow().asBytes().orElseThrow();
    RsaKey master = golden.key(r.text("master"));
    assertThat(master.publicKey().recoverX931(sig)).isEqualTo(digest);
    assertThat(master.signX931(digest)).isEqualTo(sig);
    assertThat(master.publicKey().sameAs(inner.text("pub_key").orElseThrow())).isTrue();
    if (r.has("token_plain")) {
      byte[] token = inner.get("token").orElseThrow().asBytes().orElseThrow();
      assertThat(golden.key(r.text("who")).decrypt(token, OaepAlgorithm.SHA1))
          .isEqualTo(r.raw("token_plain"));
    }
  }

  private void request(GoldenRecord r) throws Exception {
    byte[] raw = r.raw("request_raw");
    Data.Dict outer = same(raw, DataCodec.decode(raw));
    assertThat(outer.text("enc")).contains("aes");
    byte[] envelope = outer.get("load").orElseThrow().asBytes().orElseThrow();
    Crypticle crypticle = golden.crypticle(r.text("master"), envelope);
    Data.Dict load = (Data.Dict) crypticle.open(envelope);
    assertThat(load).isEqualTo(r.decoded("load_decoded"));
    assertThat(crypticle.seal(load, "", iv(envelope))).isEqualTo(envelope);
    if (load.get("tok").isPresent()) {
      byte[] tok = load.get("tok").get().asBytes().orElseThrow();
      RsaKey client = golden.key(r.text("who"));
      assertThat(client.publicKey().recoverX931(tok)).isEqualTo("salt".getBytes(UTF_8));
      assertThat(client.signX931("salt".getBytes(UTF_8))).isEqualTo(tok);
    }
    reply(r, crypticle, load.text("nonce").orElseThrow());
  }

  private static void reply(GoldenRecord r, Crypticle crypticle, String nonce)
      throws WireException {
    byte[] reply = r.raw("reply_raw");
    Data value = DataCodec.decode(reply);
    assertThat(DataCodec.encode(value, OLD)).isEqualTo(reply);
    if (value instanceof Data.Text) { // an error, which is not encrypted
      assertThat(value).isEqualTo(r.decoded("reply_decoded"));
      return;
    }
    byte[] envelope = value.asBytes().orElseThrow();
    assertThat(crypticle.open(envelope, nonce)).isEqualTo(r.decoded("reply_decoded"));
    assertThat(crypticle.seal(r.decoded("reply_decoded"), nonce, iv(envelope))).isEqualTo(envelope);
    assertThatThrownBy(() -> crypticle.open(envelope, "0".repeat(32)))
        .isInstanceOf(WireException.class);
  }

  private static void clear(GoldenRecord r) throws WireException {
    if (r.has("request_decoded")) {
      same(r.raw("request_raw"), r.decoded("request_decoded"));
    } else {
      assertThatThrownBy(() -> DataCodec.decode(r.raw("request_raw")))
          .isInstanceOf(WireException.class);
    }
    byte[] reply = r.raw("reply_raw");
    assertThat(DataCodec.decode(reply)).isEqualTo(r.decoded("reply_decoded"));
    assertThat(DataCodec.encode(DataCodec.decode(reply), OLD)).isEqualTo(reply);
  }

  private void publish(GoldenRecord r) throws WireException {
    List<byte[]> frames = r.raws("frames_raw");
    if (r.has("topic")) {
      assertThat(frames).hasSize(2);
      assertThat(frames.getFirst()).isEqualTo(r.text("topic").getBytes(UTF_8));
    }
    Data.Dict outer = same(frames.getLast(), DataCodec.decode(frames.getLast()));
    byte[] envelope = outer.get("load").orElseThrow().asBytes().orElseThrow();
    signed(r.text("master"), envelope, outer);
    Crypticle crypticle = golden.crypticle(r.text("master"), envelope);
    var load = (Data.Dict) crypticle.open(envelope);
    assertThat(load.integer("serial")).isPresent();
    boolean serialRecorded = ((Data.Dict) r.decoded("load_decoded")).get("serial").isPresent();
    assertThat(serialRecorded ? load : load.without("serial")).isEqualTo(r.decoded("load_decoded"));
    assertThat(crypticle.seal(load, "", iv(envelope))).isEqualTo(envelope);
  }

  private static void event(GoldenRecord r) throws WireException {
    byte[] raw = r.raw("raw");
    EventFrame frame = EventFrame.parseBody(raw, 0, raw.length, DataCodec.Limits.DEFAULT);
    assertThat(frame.tag().text()).isEqualTo(r.text("tag"));
    assertThat(frame.data()).isEqualTo(r.decoded("data"));
    assertThat(frame.body()).isEqualTo(raw);
  }

  private static void stream(GoldenRecord r) throws WireException, IOException {
    List<byte[]> chunks = r.raws("chunks_raw");
    List<Data> messages = r.fields().list("messages_decoded").orElseThrow();
    var reader = new EventFrame.Reader(new ChunkStream(chunks), DataCodec.Limits.DEFAULT);
    var again = new ByteArrayOutputStream();
    for (Data message : messages) {
      // The recording ends each stream with the offset where the last message ends.
      long offset = again.size();
      assertThat(r.fields().list("message_offsets").orElseThrow()).contains(new Data.Int(offset));
      EventFrame frame = reader.next().orElseThrow();
      var expected = (Data.Dict) GoldenRecord.withBytes(message);
      assertThat(frame.tag().text()).isEqualTo(expected.text("tag").orElseThrow());
      assertThat(frame.data()).isEqualTo(expected.dict("data").orElseThrow());
      again.writeBytes(frame.encode());
    }
    assertThat(reader.next()).isEmpty();
    var whole = new ByteArrayOutputStream();
    chunks.forEach(whole::writeBytes);
    assertThat(again.toByteArray()).isEqualTo(whole.toByteArray());
  }

  private static void push(GoldenRecord r) throws WireException, IOException {
    byte[] raw = r.raw("raw");
    var reader = new EventFrame.Reader(new ByteArrayInputStream(raw), DataCodec.Limits.DEFAULT);
    EventFrame frame = reader.next().orElseThrow();
    assertThat(frame.tag().text()).isEqualTo(r.text("tag"));
    assertThat(frame.data()).isEqualTo(r.decoded("decoded"));
    assertThat(frame.encode()).isEqualTo(raw);
  }

  private static void file(GoldenRecord r) throws WireException {
    byte[] raw = r.raw("raw");
    if (r.text("path").endsWith(".p")) {
      Data value = DataCodec.decode(raw);
      assertThat(value).isEqualTo(r.decoded("decoded"));
      assertThat(DataCodec.encode(value, NEW)).isEqualTo(raw);
    } else { // text: `jid`, `endtime`
      assertThat(Optional.of(new String(raw, UTF_8))).isEqualTo(r.decoded("decoded").asText());
    }
  }

  private void signed(String who, byte[] bytes, Data.Dict outer) throws WireException {
    byte[] sig = outer.get("sig").orElseThrow().asBytes().orElseThrow();
    RsaKey key = golden.key(who);
    assertThat(key.publicKey().verify(bytes, sig, SHA1)).isTrue();
    assertThat(key.sign(bytes, SHA1)).isEqualTo(sig);
  }

  private static Data.Dict same(byte[] raw, Data expected) throws WireException {
    Data.Dict found = DataCodec.decodeDict(raw);
    assertThat(found).isEqualTo(expected);
    assertThat(DataCodec.encode(found, OLD)).isEqualTo(raw);
    return found;
  }

  private static byte[] iv(byte[] envelope) {
    return Arrays.copyOf(envelope, 16);
  }

  private static byte[] sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }
}
