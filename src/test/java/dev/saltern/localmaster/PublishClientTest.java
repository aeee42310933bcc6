package dev.saltern.localmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.wire.DataCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishClientTest {
  private static final PublishRequest PING =
      new PublishRequest(
          new Data.Text("*"),
          "glob",
          new Data.Text("test.ping"),
          new Data.Seq(List.of()),
          "",
          "20261124154415696478",
          Duration.ofSeconds(4),
          Data.dict("user", "root"));

  @TempDir private Path directory;
  private Path keyFile;
  private final List<byte[]> requests = new ArrayList<>();
  private final Deque<Data> answers = new ArrayDeque<>();

  @BeforeEach
  void writeKey() throws Exception {
    keyFile = directory.resolve(".root_key");
    Files.writeString(keyFile, "first key");
  }

  @Test
  void everyRecordedPublishIsRepeatedByteForByteButForTheVersion() throws Exception {
    int compared = 0;
    for (Recorded recorded : Recorded.ofKind("request_clear")) {
      Data.Dict load = recorded.dict("request_decoded").dict("load").orElseThrow();
      if (!load.text("cmd").equals(java.util.Optional.of("publish"))
          || load.get("kwargs").isEmpty()) {
        continue;
      }
      Files.writeString(keyFile, load.text("key").orElseThrow());
      answers.add(Data.dict("enc", "clear", "load", Data.dict("jid", "20261124154415696478")));

      client(load.get("to").isPresent()).publish(request(load));

      byte[] expected = recorded.bytes("request_raw");
      assertThat(expected[expected.length - 1]).isEqualTo((byte) 2);
      expected[expected.length - 1] = 3;
      assertThat(requests.getLast()).isEqualTo(expected);
      compared++;
    }
    assertThat(compared).isGreaterThan(15);
  }

  @Test
  void everyRecordedAnswerIsUnderstood() throws Exception {
    int published = 0;
    for (Recorded recorded : Recorded.ofKind("request_clear")) {
      if (!recorded.fields().text("cmd").equals(java.util.Optional.of("publish"))) {
        continue;
      }
      PublishAnswer answer = answerTo(recorded.bytes("reply_raw"));
      Data.Dict decoded = recorded.dict("reply_decoded");
      switch (answer) {
        case PublishAnswer.Published(Jid jid, var minions, var missing) -> {
          Data.Dict load = decoded.dict("load").orElseThrow();
          assertThat(load.text("jid")).contains(jid.text());
          assertThat(texts(minions)).isEqualTo(load.list("minions").orElseThrow());
          assertThat(texts(missing)).isEqualTo(load.list("missing").orElseThrow());
          published++;
        }
        case PublishAnswer.NoMatch() ->
            assertThat(decoded.dict("load").orElseThrow().text("error").orElseThrow())
                .startsWith("Master could not resolve minions");
        case PublishAnswer.Refused(String name, _) ->
            assertThat(decoded.dict("error").orElseThrow().text("name")).contains(name);
        case PublishAnswer.Unreachable _, PublishAnswer.Garbled _ ->
            throw new AssertionError(answer + " for " + decoded);
      }
    }
    assertThat(published).isGreaterThan(10);
  }

  @Test
  void aRefusedKeyIsReadAgainOnce() throws Exception {
    PublishClient client = client(false);
    answers.add(published());
    client.publish(PING);
    Files.writeString(keyFile, "second key");
    answers.add(refused("AuthenticationError"));
    answers.add(published());

    assertThat(client.publish(PING)).isInstanceOf(PublishAnswer.Published.class);

    assertThat(requests)
        .extracting(PublishClientTest::keyIn)
        .containsExactly("first key", "first key", "second key");
  }

  @Test
  void aKeyThatIsStillTheSameIsNotTriedTwice() {
    answers.add(refused("AuthenticationError"));

    assertThat(client(false).publish(PING))
        .isEqualTo(new PublishAnswer.Refused("AuthenticationError", "no"));
    assertThat(requests).hasSize(1);
  }

  @Test
  void aJobNotAllowedIsNotTriedAgain() throws Exception {
    PublishClient client = client(false);
    answers.add(published());
    client.publish(PING);
    Files.writeString(keyFile, "second key");
    answers.add(refused("AuthorizationError"));

    assertThat(client.publish(PING))
        .isEqualTo(new PublishAnswer.Refused("AuthorizationError", "no"));
  }

  @Test
  void noMatchIsNoError() {
    answers.add(
        Data.dict(
            "enc",
            "clear",
            "load",
            Data.dict("jid", null, "minions", List.of(), "error", "Master could not resolve")));

    assertThat(client(false).publish(PING)).isEqualTo(new PublishAnswer.NoMatch());
  }

  @Test
  void aMasterWithoutAJidRefuses() {
    answers.add(
        Data.dict("enc", "clear", "load", Data.dict("error", "Master failed to assign jid")));

    assertThat(client(false).publish(PING))
        .isEqualTo(new PublishAnswer.Refused("PublishError", "Master failed to assign jid"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bad load", "payload and load must be a dict"})
  void bareTextsAreGarbled(String text) {
    answers.add(new Data.Text(text));

    assertThat(client(false).publish(PING))
        .isEqualTo(new PublishAnswer.Garbled("the master answers '" + text + "'"));
  }

  @Test
  void whatIsNoAnswerOfAMasterIsGarbled() throws Exception {
    for (Data odd : List.of(new Data.Int(1), Data.dict("load", 5), Data.dict("x", 1))) {
      answers.add(odd);
      assertThat(client(false).publish(PING)).isInstanceOf(PublishAnswer.Garbled.class);
    }
    assertThat(answerTo(new byte[] {(byte) 0xc1})).isInstanceOf(PublishAnswer.Garbled.class);
    assertThat(answerTo(new byte[0])).isInstanceOf(PublishAnswer.Garbled.class);
  }

  @Test
  void noAnswerIsUnreachable() {
    RequestPort silent =
        (_, timeout) -> {
          throw new IOException("no answer within " + timeout);
        };

    assertThat(client(silent, false).publish(PING))
        .isEqualTo(new PublishAnswer.Unreachable("no answer within PT5S"));
  }

  @Test
  void aKeyThatCannotBeReadNamesItsFile() throws Exception {
    Files.delete(keyFile);

    assertThat(client(false).publish(PING))
        .isEqualTo(
            new PublishAnswer.Unreachable(keyFile + " cannot be read: there is no such file"));
    assertThat(requests).isEmpty();
  }

  @Test
  void theKeyIsInNoText() throws Exception {
    var key = new RootKey(keyFile);
    assertThat(key.current()).isEqualTo("first key");
    assertThat(key.toString()).doesNotContain("first key");
  }

  private PublishClient client(boolean orderMasters) {
    return client(
        (body, _) -> {
          requests.add(body);
          return DataCodec.encode(answers.remove(), DataCodec.Spec.OLD);
        },
        orderMasters);
  }

  private PublishClient client(RequestPort port, boolean orderMasters) {
    return new PublishClient(
        port, new RootKey(keyFile), "root", orderMasters, Duration.ofSeconds(5));
  }

  private PublishAnswer answerTo(byte[] reply) {
    return client((_, _) -> reply, false).publish(PING);
  }

  private static PublishRequest request(Data.Dict load) {
    return new PublishRequest(
        load.get("tgt").orElseThrow(),
        load.text("tgt_type").orElseThrow(),
        load.get("fun").orElseThrow(),
        new Data.Seq(load.list("arg").orElseThrow()),
        load.text("ret").orElseThrow(),
        load.text("jid").orElseThrow(),
        Duration.ofSeconds(load.integer("timeout").orElseThrow()),
        load.dict("kwargs").orElseThrow());
  }

  private static String keyIn(byte[] request) {
    try {
      return DataCodec.decodeDict(request).dict("load").orElseThrow().text("key").orElseThrow();
    } catch (dev.saltern.wire.WireException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Data> texts(List<MinionId> ids) {
    return ids.stream().map(id -> (Data) new Data.Text(id.text())).toList();
  }

  private static Data published() {
    return Data.dict(
        "enc",
        "clear",
        "load",
        Data.dict("jid", "20261124154415696478", "minions", List.of("a1"), "missing", List.of()));
  }

  private static Data refused(String name) {
    return Data.dict("error", Data.dict("name", name, "message", "no"));
  }
}
