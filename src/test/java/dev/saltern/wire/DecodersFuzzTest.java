package dev.saltern.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.saltern.job.Data;
import dev.saltern.testing.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whatever bytes a peer sends, a decoder answers with a value or says what is wrong.
class DecodersFuzzTest {
  private static final DataCodec.Limits LIMITS = new DataCodec.Limits(1 << 20, 64);

  @Test
  void msgpackIsAValueOrRefused() throws Exception {
    Fuzz.of("msgpack", WireException.class)
        .run(
            values(),
            1,
            input -> {
              Data value = DataCodec.decode(input, LIMITS);
              // What can be read can be shown.
              JsonText.write(value);
            });
  }

  @Test
  void aBusStreamIsFramesOrEnds() throws Exception {
    List<byte[]> streams = new ArrayList<>();
    for (byte[] value : values()) {
      Data.Dict data = Data.dict("id", "m1", "value", DataCodec.decode(value));
      byte[] frame = new EventFrame(new dev.saltern.job.Tag("salt/job/1/ret/m1"), data).encode();
      streams.add(Frames.bytes(frame, frame));
    }
    Fuzz.of("frames", WireException.class, IOException.class)
        .run(
            streams,
            2,
            input -> {
              var reader = new EventFrame.Reader(new ByteArrayInputStream(input), LIMITS);
              // Each turn takes a byte at least, or the stream has ended.
              for (int frames = 0; frames <= input.length; frames++) {
                try {
                  if (reader.next().isEmpty()) {
                    return;
                  }
                } catch (WireException _) {
                  // one frame that says nothing; the next one may
                }
              }
              throw new IllegalStateException("more frames than bytes");
            });
  }

  @Test
  void anEnvelopeIsOpenedOrRefused() throws Exception {
    var crypticle = new Crypticle(Crypticle.newKeyString());
    List<byte[]> envelopes = new ArrayList<>();
    for (byte[] value : values()) {
      envelopes.add(crypticle.seal(DataCodec.decode(value)));
    }
    Fuzz.of("envelopes", WireException.class).run(envelopes, 2, crypticle::open);
  }

  @Test
  void aMessageIsParsedOrRefused() throws Exception {
    List<byte[]> messages = new ArrayList<>();
    byte[] envelope = new byte[48];
    messages.add(DataCodec.encode(Data.dict("enc", "aes", "load", envelope), DataCodec.Spec.NEW));
    messages.add(
        DataCodec.encode(
            Data.dict("enc", "clear", "load", Data.dict("cmd", "ping"), "version", 3),
            DataCodec.Spec.NEW));
    messages.add(
        DataCodec.encode(
            Data.dict("enc", "aes", "load", envelope, "sig", envelope, "sig_algo", "PKCS1v15-SHA1"),
            DataCodec.Spec.NEW));
    Fuzz fuzz = Fuzz.of("messages", WireException.class);
    fuzz.run(messages, 1, PayloadCodec::parseRequest);
    fuzz.run(messages, 1, PayloadCodec::parseReply);
    fuzz.run(messages, 1, PayloadCodec::parsePublication);
  }

  @Test
  void aKeyFileIsAKeyOrRefused() throws Exception {
    RsaKey key = RsaKey.generate(1024);
    List<byte[]> files = List.of(key.pem().getBytes(UTF_8), key.publicKey().pem().getBytes(UTF_8));
    Fuzz fuzz = Fuzz.of("keys", WireException.class);
    fuzz.run(files, 5, input -> RsaKey.parse(new String(input, ISO_8859_1)));
    fuzz.run(files, 5, input -> RsaPublicKey.parse(new String(input, ISO_8859_1)));
  }

  @Test
  void derInAKeyFileIsAKeyOrRefused() throws Exception {
    RsaKey key = RsaKey.generate(1024);
    Fuzz fuzz = Fuzz.of("der", WireException.class);
    for (String pem : List.of(key.pem(), key.publicKey().pem())) {
      String[] lines = pem.strip().split("\n", -1);
      String body = String.join("", List.of(lines).subList(1, lines.length - 1));
      String first = lines[0];
      String last = lines[lines.length - 1];
      fuzz.run(
          List.of(java.util.Base64.getDecoder().decode(body)),
          5,
          input -> {
            String other =
                first
                    + "\n"
                    + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(input)
                    + "\n"
                    + last;
            if (pem.equals(key.pem())) {
              RsaKey.parse(other);
            } else {
              RsaPublicKey.parse(other);
            }
          });
    }
  }

  @Test
  void jsonIsAValueOrRefused() throws Exception {
    List<byte[]> texts = new ArrayList<>();
    for (byte[] value : values()) {
      texts.add(JsonText.write(DataCodec.decode(value)).getBytes(UTF_8));
    }
    Fuzz.of("json", WireException.class)
        .run(texts, 1, input -> JsonText.write(JsonText.read(new String(input, UTF_8))));
  }

  /// Values of every kind.
  private static List<byte[]> values() {
    var random = new RandomData("fuzz");
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      values.add(DataCodec.encode(random.next(), DataCodec.Spec.NEW));
    }
    Data.Dict nested = Data.dict("return", Data.dict("a", List.of(1, 2.5, true), "b", "x"));
    values.add(DataCodec.encode(nested, DataCodec.Spec.NEW));
    return values;
  }
}
