package dev.saltern.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.OaepAlgorithm;
import dev.saltern.wire.RsaKey;
import dev.saltern.wire.SignatureAlgorithm;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Simulated masters with the recorded keys get the recorded requests: their answers have the same
/// keys and types as real Salt's, and the same values where those are no ciphertext.
class GoldenRepliesTest {
  private static final List<Recorded> FILES =
      List.of(
          Recorded.load("3006.0/captures.jsonl"),
          Recorded.load("3006.0/captures-extra.jsonl"),
          Recorded.load("3006.18/requests.jsonl"));

  @TempDir Path directory;
  private int homes;

  @TestFactory
  Stream<DynamicTest> signInsAreAnsweredAsRecorded() {
    return each("auth", this::signIn);
  }

  @TestFactory
  Stream<DynamicTest> sealedRequestsAreAnsweredAsRecorded() {
    return each("request", this::sealed);
  }

  @TestFactory
  Stream<DynamicTest> requestsInTheClearAreAnsweredAsRecorded() {
    return each("request_clear", this::clear);
  }

  @TestFactory
  Stream<DynamicTest> junkIsAnsweredAsRecorded() {
    return each("request_raw", this::junk);
  }

  private interface Check {
    void check(Recorded file, Data.Dict record) throws IOException, WireException;
  }

  /// What was never answered (a worker of that master was lost) is left out: ours are not lost.
  private static Stream<DynamicTest> each(String kind, Check check) {
    return FILES.stream()
        .flatMap(
            file ->
                file.ofKind(kind).stream()
                    .filter(r -> r.text("reply_raw").isPresent())
                    .map(r -> DynamicTest.dynamicTest(name(r), () -> check.check(file, r))));
  }

  private static String name(Data.Dict record) {
    return Recorded.text(record, "master") + " " + Recorded.text(record, "note");
  }

  private void signIn(Recorded file, Data.Dict record) throws IOException, WireException {
    // Given
    Data.Dict load = Recorded.load(record);
    Optional<String> aes = record.text("aes_key_string");
    FakeMaster master = master(file, record, aes.orElseGet(Crypticle::newKeyString));
    stand(master.keys(), record, load);

    // When
    byte[] reply = master.answer(Recorded.raw(record, "request_raw")).sent().orElseThrow();

    // Then
    Data expected = DataCodec.decode(Recorded.raw(record, "reply_raw"));
    if (!(expected instanceof Data.Dict expectedOuter) || expectedOuter.dict("load").isPresent()) {
      assertThat(DataCodec.decode(reply)).isEqualTo(expected);
      return;
    }
    Data.Dict outer = DataCodec.decodeDict(reply);
    Shapes.assertSameShape(outer, expectedOuter);
    boolean signed = outer.get("load").isPresent();
    Data.Dict inner = signed ? DataCodec.decodeDict(bytes(outer, "load")) : outer;
    Data.Dict expectedInner =
        signed ? DataCodec.decodeDict(bytes(expectedOuter, "load")) : expectedOuter;
    Shapes.assertSameShape(inner, expectedInner);
    // The X9.31 signature has no randomness: it must be the recorded one.
    for (String key : List.of("nonce", "ret", "pub_key", signed ? "sig" : "enc")) {
      assertThat(inner.get(key)).as(key).isEqualTo(expectedInner.get(key));
    }
    if (signed) {
      RsaKey key = file.key(record, Recorded.text(record, "master"));
      SignatureAlgorithm algorithm =
          SignatureAlgorithm.named(load.text("sig_algo").orElse("PKCS1v15-SHA1")).orElseThrow();
      byte[] signature = bytes(outer, "sig");
      assertThat(key.publicKey().verify(bytes(outer, "load"), signature, algorithm)).isTrue();
    }
    OaepAlgorithm oaep =
        OaepAlgorithm.named(load.text("enc_algo").orElse("OAEP-SHA1")).orElseThrow();
    for (String[] key :
        new String[][] {{"aes", "aes_key_string"}, {"session", "session_key_string"}}) {
      if (record.text(key[1]).isPresent()) {
        RsaKey client = file.key(record, Recorded.text(record, "who"));
        assertThat(client.decrypt(bytes(inner, key[0]), oaep))
            .asString()
            .isEqualTo(Recorded.text(record, key[1]));
      }
    }
  }

  /// How the client stood with the master, as the record's note and outcome tell.
  private static void stand(KeyRing ring, Data.Dict record, Data.Dict load) throws WireException {
    String note = Recorded.text(record, "note");
    String outcome = Recorded.text(record, "outcome");
    String pem = load.text("pub").orElseThrow();
    Optional<MinionId> id = load.text("id").flatMap(MinionId::parse);
    ring.autoAccept(false);
    if (id.isEmpty() || note.contains("unknown minion") || outcome.equals("ret True")) {
      return;
    }
    if (note.contains("another key") || Recorded.text(record, "who").equals("d1")) {
      ring.accept(id.get(), RsaKey.generate(1024).publicKey().pem());
    } else if (note.contains("pending")) {
      ring.present(id.get(), pem);
    } else if (note.contains("rejected") || outcome.equals("ret False")) {
      ring.reject(id.get(), pem);
    } else {
      ring.accept(id.get(), pem);
    }
  }

  private void sealed(Recorded file, Data.Dict record) throws IOException, WireException {
    // Given: the key the master had when it got the request, or, where it did not know the key of
    // the request any more, a later one
    byte[] request = Recorded.raw(record, "request_raw");
    Data.Dict outer = DataCodec.decodeDict(request);
    Data expected = record.get("reply_decoded").orElseThrow();
    boolean plain = expected instanceof Data.Text;
    Optional<String> known =
        plain
            ? Optional.empty()
            : file.aesKey(Recorded.text(record, "master"), bytes(outer, "load"));
    String aes = known.orElseGet(Crypticle::newKeyString);
    Data.Dict load = record.dict("load_decoded").orElse(Data.Dict.EMPTY);
    boolean up = load.text("cmd").equals(Optional.of("_syndic_return"));

    // When: what only a MoM understands goes to one
    byte[] reply =
        up
            ? answerOfMom(file, record, aes, request)
            : master(file, record, aes).answer(request).sent().orElseThrow();

    // Then
    assertThat(reply).hasSameSizeAs(Recorded.raw(record, "reply_raw"));
    Data answer = DataCodec.decode(reply);
    if (plain) {
      assertThat(answer).isEqualTo(expected);
      return;
    }
    String key =
        Recorded.text(record, "reply_encrypted").equals("session")
            ? file.sessionKeys(record).get(outer.text("id").orElseThrow())
            : aes;
    var crypticle = new Crypticle(Objects.requireNonNull(key));
    byte[] envelope = answer.asBytes().orElseThrow();
    Optional<String> nonce = load.text("nonce");
    assertThat(nonce.isPresent() ? crypticle.open(envelope, nonce.get()) : crypticle.open(envelope))
        .isEqualTo(expected);
  }

  private byte[] answerOfMom(Recorded file, Data.Dict record, String aes, byte[] request)
      throws IOException, WireException {
    FakeMom mom = new FakeMom(settings(file, record, aes), Clock.systemUTC());
    acceptSenders(file, record, mom.keys());
    return mom.answer(request).sent().orElseThrow();
  }

  private void clear(Recorded file, Data.Dict record) throws IOException, WireException {
    // Given
    Data.Dict load = Recorded.load(record);
    FakeMaster master = master(file, record, Crypticle.newKeyString());
    Data expected = record.get("reply_decoded").orElseThrow();
    boolean refused = expected instanceof Data.Dict d && d.get("error").isPresent();
    master.start();
    master.useRootKey(refused ? "another key" : load.text("key").orElse(""));
    accept(master.keys(), expected);

    // When
    byte[] reply = master.answer(Recorded.raw(record, "request_raw")).sent().orElseThrow();

    // Then
    master.close();
    Data answer = DataCodec.decode(reply);
    if (expected instanceof Data.Dict dict
        && load.text("jid").equals(Optional.of(""))
        && dict.dict("load").flatMap(l -> l.text("jid")).isPresent()) {
      // The jid is the master's own.
      Data.Dict own = ((Data.Dict) answer).dict("load").orElseThrow();
      assertThat(own.text("jid").orElseThrow()).hasSize(20);
      assertThat(Shapes.sorted(own.without("jid")))
          .isEqualTo(Shapes.sorted(dict.dict("load").get().without("jid")));
    } else {
      assertThat(Shapes.sorted(answer)).isEqualTo(Shapes.sorted(expected));
    }
  }

  private static void accept(KeyRing ring, Data answer) {
    Optional<List<Data>> minions =
        answer instanceof Data.Dict d
            ? d.dict("load").flatMap(l -> l.list("minions"))
            : Optional.empty();
    for (Data minion : minions.orElse(List.of())) {
      ring.accept(new MinionId(minion.asText().orElseThrow()), "a key");
    }
  }

  private void junk(Recorded file, Data.Dict record) throws IOException, WireException {
    // Given
    FakeMaster master = master(file, record, Crypticle.newKeyString());
    Data.Dict load = Recorded.load(record);
    Data expected = record.get("reply_decoded").orElseThrow();
    master.start();
    if (expected instanceof Data.Dict d && d.get("error").isEmpty()) {
      load.text("key").ifPresent(master::useRootKey);
    }
    accept(master.keys(), expected);

    // When
    byte[] reply = master.answer(Recorded.raw(record, "request_raw")).sent().orElseThrow();

    // Then
    master.close();
    assertThat(reply).isEqualTo(Recorded.raw(record, "reply_raw"));
  }

  private FakeMaster master(Recorded file, Data.Dict record, String aes)
      throws IOException, WireException {
    FakeMaster master = new FakeMaster(settings(file, record, aes), Clock.systemUTC());
    acceptSenders(file, record, master.keys());
    return master;
  }

  /// Accepts whoever a request may come from.
  private static void acceptSenders(Recorded file, Data.Dict record, KeyRing ring)
      throws WireException {
    String kind = Recorded.text(record, "kind");
    for (String who : List.of("sm1-syndic", "a1", "a2", "cap1")) {
      try {
        if (kind.equals("request")) {
          String id = who.replace("-syndic", "");
          ring.accept(new MinionId(id), file.key(record, who).publicKey().pem());
        }
      } catch (AssertionError _) {
        // Not in this recording.
      }
    }
  }

  private MasterSettings settings(Recorded file, Data.Dict record, String aes)
      throws IOException, WireException {
    // The client recorded no name of the master it published at; which one does not matter.
    String who = record.text("master").orElse("sm1");
    Path home = directory.resolve("m" + homes++);
    MasterSettings settings =
        MasterSettings.of("m", home, file.release()).withKeys(file.key(record, who), aes);
    // Only the client of a MoM sends `to`.
    settings = Recorded.load(record).get("to").isPresent() ? settings.withOrderMasters() : settings;
    Path sessions = Files.createDirectories(settings.cacheDirectory().resolve("sessions"));
    for (Map.Entry<String, String> session : file.sessionKeys(record).entrySet()) {
      Files.writeString(sessions.resolve(session.getKey()), session.getValue());
    }
    return settings;
  }

  private static byte[] bytes(Data.Dict dict, String key) {
    return dict.get(key).flatMap(Data::asBytes).orElseThrow();
  }
}
