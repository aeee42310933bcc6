package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.Payload;
import dev.saltern.wire.PayloadCodec;
import dev.saltern.wire.RsaKey;
import dev.saltern.wire.WireException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SessionTest {
  private static final RsaKey CLIENT = RsaKey.generate(2048);
  private static final RsaKey MASTER = RsaKey.generate(2048);
  private static final String AES = Crypticle.newKeyString();
  private static final String SESSION = Crypticle.newKeyString();
  private static final Data.Dict LOAD = Data.dict("cmd", "_minion_event", "tag", "x");

  private static Session three() throws WireException {
    return TestSessions.version3("sm1", CLIENT, MASTER.publicKey(), AES, SESSION);
  }

  @Test
  void version3CarriesWhatTheMasterChecks() throws WireException {
    byte[] body = three().seal(LOAD).body();

    var request = (Payload.SessionRequest) PayloadCodec.parseRequest(body);
    assertThat(request.version()).isEqualTo(3);
    assertThat(request.id()).isEqualTo("sm1");
    var inner = (Data.Dict) new Crypticle(SESSION).open(request.envelope());
    assertThat(inner.integer("ts")).hasValue(1_764_000_000L);
    assertThat(inner.text("id")).hasValue("sm1");
    assertThat(inner.text("nonce")).hasValue("0".repeat(32));
    assertThat(inner.text("tag")).hasValue("x");
    byte[] tok = inner.get("tok").flatMap(Data::asBytes).orElseThrow();
    assertThat(CLIENT.publicKey().recoverX931(tok)).asString(UTF_8).isEqualTo("salt");
  }

  @Test
  void version2AddsNothingButTheNonce() throws WireException {
    Session two = TestSessions.version2("sm1", CLIENT, MASTER.publicKey(), AES, "1".repeat(32));
    var request = (Payload.SharedRequest) PayloadCodec.parseRequest(two.seal(LOAD).body());
    assertThat(request.version()).isEqualTo(2);
    assertThat(new Crypticle(AES).open(request.envelope()))
        .isEqualTo(LOAD.with("nonce", new Data.Text("1".repeat(32))));
  }

  @Test
  void answerCountsOnlyUnderTheKeyAndNonceOfItsRequest() throws WireException {
    SealedRequest request = three().seal(LOAD);
    var answer = Data.dict("a", 1);
    assertThat(request.open(sealed(SESSION, answer, "0".repeat(32))))
        .isEqualTo(new RequestAnswer.Ok(answer));
    assertThat(request.open(sealed(SESSION, answer, "2".repeat(32))))
        .isInstanceOf(RequestAnswer.Unverifiable.class);
    assertThat(request.open(sealed(AES, answer, "0".repeat(32))))
        .isInstanceOf(RequestAnswer.SignInAgain.class);
  }

  private static byte[] sealed(String keyString, Data value, String nonce) throws WireException {
    return PayloadCodec.encode(
        new Payload.SealedReply(new Crypticle(keyString).seal(value, nonce)));
  }

  @Test
  void bareTextsOfAMasterAreKnown() throws WireException {
    SealedRequest request = three().seal(LOAD);
    assertThat(request.open(text("bad load"))).isInstanceOf(RequestAnswer.SignInAgain.class);
    for (String failed :
        List.of(
            "bad load: id contains a null byte",
            "payload and load must be a dict",
            "Some exception handling minion payload",
            "Server-side exception handling payload")) {
      assertThat(request.open(text(failed)))
          .isEqualTo(new RequestAnswer.Failed("the master says '" + failed + "'"));
    }
    assertThat(request.open(text("esc\u001b[2J")))
        .isEqualTo(new RequestAnswer.Failed("the master says 'esc?[2J'"));
  }

  private static byte[] text(String text) {
    return DataCodec.encode(new Data.Text(text), DataCodec.Spec.OLD);
  }

  @Test
  void answerInTheClearIsNotBelieved() throws WireException {
    SealedRequest request = three().seal(LOAD);
    byte[] map = DataCodec.encode(Data.dict("msg", "bad load"), DataCodec.Spec.OLD);
    assertThat(request.open(map)).isInstanceOf(RequestAnswer.Unverifiable.class);
    assertThat(request.open(new byte[0])).isInstanceOf(RequestAnswer.Unverifiable.class);
    assertThat(request.open(new byte[] {1})).isInstanceOf(RequestAnswer.Unverifiable.class);
  }

  @Test
  void everyTwistedByteOfAnAnswerIsRefused() throws WireException {
    SealedRequest request = three().seal(LOAD);
    byte[] reply = sealed(SESSION, Data.dict("a", 1), "0".repeat(32));
    for (int i = 0; i < reply.length; i++) {
      byte[] twisted = reply.clone();
      twisted[i] ^= 1;
      assertThat(request.open(twisted)).as("byte " + i).isNotInstanceOf(RequestAnswer.Ok.class);
    }
  }

  @Test
  void nothingSecretIsPrinted() throws WireException {
    Session session = three();
    assertThat(session.toString()).isEqualTo("Session[sm1, version 3]");
    assertThat(MinionKey.of(CLIENT).toString()).isEqualTo("MinionKey[2048 bits]");
    assertThat(PublishKey.of(AES).toString()).isEqualTo("PublishKey");
  }

  /// What the recorded syndics and minions of version 2 sent, sealed again, and what their masters
  /// answered, opened again.
  @TestFactory
  Stream<DynamicTest> recordedRequests() {
    return Recorded.ofKind("request").stream()
        .map(r -> DynamicTest.dynamicTest(r.toString(), () -> sealsAndOpens(r)));
  }

  private static void sealsAndOpens(Recorded r) throws WireException {
    String keyString = keyOf(r);
    Data.Dict load = opened(r, keyString);
    String nonce = load.text("nonce").orElseThrow();
    Session session = TestSessions.version2("sm1", CLIENT, MASTER.publicKey(), keyString, nonce);

    SealedRequest request = session.seal(load.without("nonce"));

    var again = (Payload.SharedRequest) PayloadCodec.parseRequest(request.body());
    assertThat(new Crypticle(keyString).open(again.envelope())).isEqualTo(load);
    RequestAnswer answer = request.open(r.raw("reply_raw"));
    if (r.text("reply_decoded").equals("bad load")) {
      assertThat(answer).isInstanceOf(RequestAnswer.SignInAgain.class);
    } else {
      assertThat(answer)
          .isEqualTo(new RequestAnswer.Ok(r.fields().get("reply_decoded").orElseThrow()));
    }
  }

  private static Data.Dict opened(Recorded r, String keyString) throws WireException {
    var request = (Payload.SharedRequest) PayloadCodec.parseRequest(r.raw("request_raw"));
    return (Data.Dict) new Crypticle(keyString).open(request.envelope());
  }

  private static String keyOf(Recorded r) {
    return Recorded.ofKind("aes_session_key").stream()
        .map(k -> k.text("key_string"))
        .filter(k -> opens(r, k))
        .findFirst()
        .orElseThrow();
  }

  private static boolean opens(Recorded r, String keyString) {
    try {
      opened(r, keyString);
      return true;
    } catch (WireException _) {
      return false;
    }
  }
}
