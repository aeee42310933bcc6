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
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Simulated masters with the recorded keys get the recorded requests: their answers have the same
/// keys and types as real Salt's, and the same values where those are no ciphertext.
class GoldenRepliesTest {
  private static final List<Recorded> FILES =
      List.of(Recorded.load("3006.0/captures.jsonl"), Recorded.load("3006.0/captures-extra.jsonl"));

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
  Stream<DynamicTest> publishRequestsAreAnsweredAsRecorded() {
    return each("request_clear", this::publish);
  }

  @TestFactory
  Stream<DynamicTest> junkIsAnsweredAsRecorded() {
    return each("request_raw", this::junk);
  }

  private interface Check {
    void check(Recorded file, Data.Dict record) throws IOException, WireException;
  }

  private static Stream<DynamicTest> each(String kind, Check check) {
    return FILES.stream()
        .flatMap(
            file ->
                file.ofKind(kind).stream()
                    .map(
                        r ->
                            DynamicTest.dynamicTest(
                                Recorded.text(r, "master") + " " + Recorded.text(r, "note"),
                                () -> check.check(file, r))));
  }

  private void signIn(Recorded file, Data.Dict record) throws IOException, WireException {
    // Given
    Data.Dict load = Recorded.load(record);
    String aes = Recorded.text(record, "aes_key_string");
    FakeMaster master = master(file, record, aes.isEmpty() ? Crypticle.newKeyString() : aes);
    stand(master.keys(), Recorded.text(record, "note"), load);

    // When
    byte[] reply = master.answer(Recorded.raw(record, "request_raw")).sent().orElseThrow();

    // Then
    Data.Dict outer = DataCodec.decodeDict(reply);
    Data.Dict expected = record.dict("reply_outer").orElseThrow();
    assertSameShape(outer, expected);
    Data.Dict inner = outer;
    if (outer.get("sig").isPresent() && outer.get("load").isPresent()) {
      byte[] signed = bytes(outer, "load");
      RsaKey key = file.key(Recorded.text(record, "master"));
      assertThat(key.publicKey().verify(signed, bytes(outer, "sig"), SignatureAlgorithm.SHA1))
          .isTrue();
      inner = DataCodec.decodeDict(signed);
      assertSameShape(inner, record.dict("reply_load_decoded").orElseThrow());
      assertThat(inner.get("nonce")).isEqualTo(load.get("nonce"));
      assertThat(inner.get("ret")).isEqualTo(record.dict("reply_load_decoded").get().get("ret"));
      assertThat(inner.get("pub_key"))
          .isEqualTo(record.dict("reply_load_decoded").get().get("pub_key"));
      // The X9.31 signature has no randomness: it must be the recorded one.
      assertThat(inner.get("sig")).isEqualTo(record.dict("reply_load_decoded").get().get("sig"));
    } else if (inner.get("sig").isEmpty()) {
      assertThat(outer).isEqualTo(expected);
    }
    if (!aes.isEmpty()) {
      RsaKey client = file.key(Recorded.text(record, "who"));
      assertThat(client.decrypt(bytes(inner, "aes"), OaepAlgorithm.SHA1)).asString().isEqualTo(aes);
    }
  }

  private static void stand(KeyRing ring, String note, Data.Dict load) throws WireException {
    String pem = load.text("pub").orElseThrow();
    Optional<MinionId> id = load.text("id").flatMap(MinionId::parse);
    ring.autoAccept(false);
    if (id.isEmpty() || note.contains("unknown minion")) {
      return;
    }
    if (note.contains("pending")) {
      ring.present(id.get(), pem);
    } else if (note.contains("rejected")) {
      ring.reject(id.get(), pem);
    } else if (note.contains("another key")) {
      ring.accept(id.get(), RsaKey.generate(1024).publicKey().pem());
    } else {
      ring.accept(id.get(), pem);
    }
  }

  private void sealed(Recorded file, Data.Dict record) throws IOException, WireException {
    // Given: the key the master had when it got the request, or, where it did not know the key of
    // the request any more, a later one
    byte[] request = Recorded.raw(record, "request_raw");
    String who = Recorded.text(record, "master");
    Optional<String> fits = file.aesKey(who, bytes(DataCodec.decodeDict(request), "load"));
    Data expected = record.get("reply_decoded").orElseThrow();
    boolean refused = expected.equals(Data.of("bad load"));
    String aes = refused ? Crypticle.newKeyString() : fits.orElseThrow();
    FakeMaster master = master(file, record, aes);
    String sender = Recorded.text(record, "who");
    master
        .keys()
        .accept(new MinionId(sender.replace("-syndic", "")), file.key(sender).publicKey().pem());
    Data.Dict load = record.dict("load_decoded").orElse(Data.Dict.EMPTY);

    // When: what only a MoM understands goes to one
    byte[] reply =
        load.text("cmd").equals(Optional.of("_syndic_return"))
            ? mom(file, record, aes).answer(request).sent().orElseThrow()
            : master.answer(request).sent().orElseThrow();

    // Then
    assertThat(reply).hasSameSizeAs(Recorded.raw(record, "reply_raw"));
    Data answer = DataCodec.decode(reply);
    if (refused) {
      assertThat(answer).isEqualTo(expected);
    } else {
      String nonce = load.text("nonce").orElseThrow();
      assertThat(new Crypticle(aes).open(answer.asBytes().orElseThrow(), nonce))
          .isEqualTo(expected);
    }
  }

  private void publish(Recorded file, Data.Dict record) throws IOException, WireException {
    // Given
    Data.Dict load = Recorded.load(record);
    FakeMaster master = master(file, record, Crypticle.newKeyString());
    Data.Dict expected = record.dict("reply_decoded").orElseThrow();
    boolean refused = expected.get("error").isPresent();
    master.start();
    master.useRootKey(refused ? "another key" : load.text("key").orElseThrow());
    List<Data> minions = expected.dict("load").flatMap(l -> l.list("minions")).orElse(List.of());
    for (Data minion : minions) {
      master.keys().accept(new MinionId(minion.asText().orElseThrow()), "a key");
    }

    // When
    byte[] reply = master.answer(Recorded.raw(record, "request_raw")).sent().orElseThrow();

    // Then
    master.close();
    Data.Dict answer = DataCodec.decodeDict(reply);
    if (load.text("jid").orElse("").isEmpty() && !refused) {
      assertSameShape(answer, expected);
    } else {
      assertThat(sorted(answer)).isEqualTo(sorted(expected));
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
      for (String id : List.of("a1", "a2")) {
        master.keys().accept(new MinionId(id), "a key");
      }
    }

    // When
    byte[] reply = master.answer(Recorded.raw(record, "request_raw")).sent().orElseThrow();

    // Then
    master.close();
    assertThat(reply).isEqualTo(Recorded.raw(record, "reply_raw"));
  }

  private FakeMaster master(Recorded file, Data.Dict record, String aes)
      throws IOException, WireException {
    FakeMaster master = new FakeMaster(settings(file, record, aes), Clock.systemUTC());
    master.useRootKey("no key");
    return master;
  }

  private FakeMom mom(Recorded file, Data.Dict record, String aes)
      throws IOException, WireException {
    return new FakeMom(settings(file, record, aes), Clock.systemUTC());
  }

  private MasterSettings settings(Recorded file, Data.Dict record, String aes)
      throws WireException {
    String who = Recorded.text(record, "master");
    RsaKey key = who.isEmpty() ? RsaKey.generate(1024) : file.key(who);
    return MasterSettings.of("m", directory.resolve("m" + homes++), SaltRelease.V3006_0)
        .withKeys(key, aes);
  }

  /// Lists of minions have no order.
  private static Data sorted(Data value) {
    return switch (value) {
      case Data.Dict(Map<Data, Data> entries) -> {
        Data.Dict copy = Data.Dict.EMPTY;
        for (Map.Entry<Data, Data> entry : entries.entrySet()) {
          copy = copy.with(entry.getKey().asText().orElseThrow(), sorted(entry.getValue()));
        }
        yield copy;
      }
      case Data.Seq(List<Data> items) ->
          new Data.Seq(
              items.stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList());
      default -> value;
    };
  }

  private static void assertSameShape(Data.Dict found, Data.Dict expected) {
    assertThat(found.entries().keySet()).containsExactlyElementsOf(expected.entries().keySet());
    for (Map.Entry<Data, Data> entry : expected.entries().entrySet()) {
      String key = entry.getKey().asText().orElseThrow();
      Data other = found.get(key).orElseThrow();
      boolean bytes = entry.getValue().asBytes().isPresent();
      assertThat(bytes ? other.asBytes().isPresent() : sameType(other, entry.getValue()))
          .as(key)
          .isTrue();
    }
  }

  private static boolean sameType(Data one, Data other) {
    return one.getClass() == other.getClass();
  }

  private static byte[] bytes(Data.Dict dict, String key) {
    return dict.get(key).flatMap(Data::asBytes).orElseThrow();
  }
}
