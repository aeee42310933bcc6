package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.channel.SignInAnswer.Accepted;
import dev.saltern.channel.SignInAnswer.Pending;
import dev.saltern.channel.SignInAnswer.Rejected;
import dev.saltern.channel.SignInAnswer.Unverifiable;
import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.RsaPublicKey;
import dev.saltern.wire.WireException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every sign-in recorded from real masters, read again with the nonce and token it was made with,
/// then every prefix of it and every twisted byte.
class GoldenSignInTest {
  /// One record of the kind is a `publish` in truth.
  private static List<Recorded> signIns() {
    return Recorded.ofKind("auth").stream()
        .filter(r -> requestLoad(r).text("cmd").orElse("").equals("_auth"))
        .toList();
  }

  private static Data.Dict request(Recorded r) {
    try {
      return DataCodec.decodeDict(r.raw("request_raw"));
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  private static Data.Dict requestLoad(Recorded r) {
    return request(r).dict("load").orElseThrow();
  }

  private static SignInVerifier verifier(Recorded r) throws WireException {
    Data.Dict load = requestLoad(r);
    String nonce = load.text("nonce").orElse("");
    var policy = SignInPolicy.of(new MinionId("sm1"));
    Optional<RsaPublicKey> known =
        r.has("token_plain")
            ? Optional.of(r.keyOf(r.text("master")).publicKey())
            : Optional.empty();
    var us =
        new Session.Us(
            policy.id(),
            policy.algorithms(),
            MinionKey.of(r.keyOf(r.text("who"))),
            () -> Instant.EPOCH,
            new FixedSecrets(nonce, new String(r.raw("token_plain"), US_ASCII)));
    return new SignInVerifier(policy, us, known, nonce);
  }

  @Test
  void thereAreSignInsOfEveryKind() {
    assertThat(signIns()).hasSize(17);
  }

  @TestFactory
  Stream<DynamicTest> answersMeanWhatTheyMeant() {
    return signIns().stream()
        .map(r -> DynamicTest.dynamicTest(r.toString(), () -> answerMeansWhatItMeant(r)));
  }

  private static void answerMeansWhatItMeant(Recorded r) throws WireException {
    SignInAnswer answer = verifier(r).read(r.raw("reply_raw"));
    Data.Dict recorded = r.fields().dict("reply_load_decoded").orElseThrow();
    if (request(r).get("version").isEmpty()) {
      assertThat(answer).isInstanceOf(Unverifiable.class);
    } else if (recorded.bool("ret").isPresent()) {
      assertThat(answer)
          .isEqualTo(recorded.bool("ret").orElseThrow() ? new Pending() : new Rejected());
    } else {
      assertThat(answer).isInstanceOf(Accepted.class);
      Session session = ((Accepted) answer).session();
      assertThat(session.version()).isEqualTo(2);
      assertThat((long) session.publishPort())
          .isEqualTo(recorded.integer("publish_port").orElseThrow());
      var published = Data.dict("fun", "test.ping");
      byte[] envelope = new Crypticle(r.text("aes_key_string")).seal(published);
      assertThat(session.openPublication(envelope)).isEqualTo(published);
    }
  }

  @TestFactory
  Stream<DynamicTest> noPartOfAnAnswerCanBeLeftOutOrTwisted() {
    // One with a token and one without: the proofs are the same in all others.
    return Stream.of(true, false)
        .flatMap(
            token ->
                signIns().stream()
                    .filter(r -> r.has("token_plain") == token)
                    .filter(r -> r.has("aes_key_string") && request(r).get("version").isPresent())
                    .limit(1))
        .map(r -> DynamicTest.dynamicTest(r.toString(), () -> everyCorruptionIsRefused(r)));
  }

  /// Twisting the name of a field leaves the answer as it was only where the field is not read: the
  /// outer `enc`, the inner `enc` is signed.
  private static void everyCorruptionIsRefused(Recorded r) throws WireException {
    byte[] reply = r.raw("reply_raw");
    Data.Dict outer = DataCodec.decodeDict(reply);
    for (int length = 0; length < reply.length; length += 1 + length / 10) {
      assertRefused(r, java.util.Arrays.copyOf(reply, length), outer, "prefix of " + length);
    }
    for (int i = 0; i < reply.length; i += 9) {
      byte[] twisted = reply.clone();
      twisted[i] ^= 0x10;
      assertRefused(r, twisted, outer, "byte " + i);
    }
  }

  private static void assertRefused(Recorded r, byte[] reply, Data.Dict outer, String what)
      throws WireException {
    try {
      Data.Dict twisted = DataCodec.decodeDict(reply);
      if (twisted.get("load").equals(outer.get("load"))
          && twisted.get("sig").equals(outer.get("sig"))) {
        return;
      }
      assertThat(verifier(r).read(reply)).as(what).isNotInstanceOf(Accepted.class);
    } catch (WireException _) {
      // Refused as no answer at all.
    }
  }
}
