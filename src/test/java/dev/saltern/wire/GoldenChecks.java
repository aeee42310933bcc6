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
import java.util.Arrays;
import java.util.List;

/// What must hold of each kind of recorded record: it decodes to what was recorded, and what we
/// make of that is the recorded bytes again wherever the format leaves no choice.
record GoldenChecks(Golden golden) {
  void check(GoldenRecord r) throws Exception {
    var sealed = new GoldenSealedChecks(golden);
    switch (r.kind()) {
      case "rsa_keypair" -> keypair(r);
      case "aes_session_key", "session_key" -> keyString(r.text("key_string"));
      case "root_key" -> keyString(new String(r.raw("raw"), UTF_8));
      case "auth" -> sealed.auth(r);
      case "request" -> sealed.request(r);
      case "publish" -> sealed.publish(r);
      case "request_clear", "request_raw" -> clear(r);
      case "event_bus" -> event(r);
      case "ipc_stream" -> stream(r);
      case "ipc_push" -> push(r);
      case "local_cache_file" -> file(r);
      case "mysql_row" -> GoldenRows.check(r, golden);
      case "subscription" ->
          assertThat(r.raw("frame_raw")).isEqualTo(("\1" + r.text("topic")).getBytes(UTF_8));
      case "sock_modes" -> assertThat(r.has("modes")).isTrue(); // modes of files: no bytes of ours
      default -> throw new AssertionError("no check for a record of kind " + r.kind());
    }
  }

  private static void keypair(GoldenRecord r) throws WireException {
    RsaKey key = RsaKey.parse(r.text("private_pem"));
    assertThat(key.pem()).isEqualTo(r.text("private_pem").strip());
    assertThat(key.publicKey().pem()).isEqualTo(r.text("public_pem").strip());
    assertThat(key.publicKey()).isEqualTo(RsaPublicKey.parse(r.text("public_pem")));
  }

  private static void keyString(String keyString) throws WireException {
    assertThat(keyString).hasSize(76);
    Data value = Data.dict("cmd", "ping");
    assertThat(new Crypticle(keyString).open(new Crypticle(keyString).seal(value)))
        .isEqualTo(value);
  }

  private static void clear(GoldenRecord r) throws WireException {
    byte[] request = r.raw("request_raw");
    if (!r.has("request_decoded")) {
      assertThatThrownBy(() -> DataCodec.decode(request)).isInstanceOf(WireException.class);
      assertThatThrownBy(() -> PayloadCodec.parseRequest(request))
          .isInstanceOf(WireException.class);
    } else {
      same(request, r.decoded("request_decoded"));
      if (r.kind().equals("request_clear")) {
        assertThat(PayloadCodec.encode(PayloadCodec.parseRequest(request))).isEqualTo(request);
      }
    }
    if (r.has("reply_raw")) {
      same(r.raw("reply_raw"), r.decoded("reply_decoded"));
      assertThat(PayloadCodec.encode(PayloadCodec.parseReply(r.raw("reply_raw"))))
          .isEqualTo(r.raw("reply_raw"));
    }
  }

  private static void event(GoldenRecord r) throws WireException {
    byte[] raw = r.raw("raw");
    EventFrame frame = EventFrame.parseBody(raw, 0, raw.length).open();
    assertThat(frame.tag().text()).isEqualTo(r.text("tag"));
    assertThat(frame.data()).isEqualTo(r.decoded("data"));
    assertThat(frame.body()).isEqualTo(raw);
  }

  private static void stream(GoldenRecord r) throws WireException, IOException {
    List<byte[]> chunks = r.raws("chunks_raw");
    var reader = new EventFrame.Reader(new ChunkStream(chunks), DataCodec.Limits.DEFAULT);
    var again = new ByteArrayOutputStream();
    List<Data> messages =
        r.fields().list(r.has("messages") ? "messages" : "messages_decoded").orElseThrow();
    for (Data message : messages) {
      var expected = (Data.Dict) GoldenRecord.withBytes(message);
      var offset = new Data.Int(again.size());
      EventFrame frame = reader.next().orElseThrow();
      assertThat(frame.tag().text()).isEqualTo(expected.text("tag").orElseThrow());
      if (r.has("messages")) {
        assertThat(expected.get("offset")).contains(offset);
        assertThat(expected.integer("length")).contains((long) frame.encode().length);
      } else {
        assertThat(r.fields().list("message_offsets").orElseThrow()).contains(offset);
        assertThat(frame.data()).isEqualTo(expected.dict("data").orElseThrow());
      }
      again.writeBytes(frame.encode());
    }
    var whole = new ByteArrayOutputStream();
    chunks.forEach(whole::writeBytes);
    assertThat(again.toByteArray()).isEqualTo(Arrays.copyOf(whole.toByteArray(), again.size()));
    if (again.size() == whole.size()) {
      assertThat(reader.next()).isEmpty();
    } else { // the recording ended within a message
      assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
    }
  }

  private static void push(GoldenRecord r) throws WireException, IOException {
    byte[] raw = r.raw("raw");
    var reader = new EventFrame.Reader(new ByteArrayInputStream(raw), DataCodec.Limits.DEFAULT);
    EventFrame frame = reader.next().orElseThrow();
    if (r.has("decoded")) {
      assertThat(frame.tag().text()).isEqualTo(r.text("tag"));
      assertThat(frame.data()).isEqualTo(r.decoded("decoded"));
      assertThat(frame.encode()).isEqualTo(raw);
    } else {
      // By hand, in forms Salt itself does not write and partly does not take; we read them all.
      assertThat(frame.tag().text()).startsWith("lab/own/");
    }
  }

  private static void file(GoldenRecord r) throws WireException {
    byte[] raw = r.raw("raw");
    if (r.text("path").endsWith(".p")) {
      Data value = DataCodec.decode(raw);
      assertThat(value).isEqualTo(r.decoded("decoded"));
      assertThat(DataCodec.encode(value, NEW)).isEqualTo(raw);
    } else if (r.has("decoded")) { // text: `jid`, `endtime`
      assertThat(r.decoded("decoded")).isEqualTo(new Data.Text(new String(raw, UTF_8)));
    } else {
      assertThat(raw).isEmpty(); // a marker
    }
  }

  static Data same(byte[] raw, Data expected) throws WireException {
    Data found = DataCodec.decode(raw);
    assertThat(found).isEqualTo(expected);
    assertThat(DataCodec.encode(found, OLD)).isEqualTo(raw);
    return found;
  }
}
