package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.channel.SignInAnswer.Accepted;
import dev.saltern.channel.SignInAnswer.BadAlgorithm;
import dev.saltern.channel.SignInAnswer.Full;
import dev.saltern.channel.SignInAnswer.KeyChanged;
import dev.saltern.channel.SignInAnswer.Pending;
import dev.saltern.channel.SignInAnswer.Rejected;
import dev.saltern.channel.SignInAnswer.Unverifiable;
import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.Algorithms;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.OaepAlgorithm;
import dev.saltern.wire.RsaKey;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SignInTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final RsaKey MASTER = RsaKey.generate(2048);
  private static final RsaKey OTHER = RsaKey.generate(2048);
  private static final MinionKey OURS = MinionKey.of(RsaKey.generate(2048));
  private static final SignInPolicy POLICY = SignInPolicy.of(new MinionId("sm1"));

  @TempDir Path pkiDir;

  private final ChannelContext context = new ChannelContext();
  private final Wake wake = new Wake();
  private final FakeAuth auth = new FakeAuth(MASTER);
  private Path storeFile = Path.of("unset");

  @BeforeEach
  void store() {
    storeFile = pkiDir.resolve(MasterKeyStore.FILE_NAME);
  }

  @AfterEach
  void close() {
    context.close();
    wake.close();
  }

  private interface Reply {
    byte[] to(byte[] body) throws WireException;
  }

  private SignInAnswer signIn(SignInPolicy policy, Reply reply) throws NoReplyException {
    var signIn = new SignIn(policy, OURS, new MasterKeyStore(storeFile), InstantSource.system());
    try (var router = FakeRouter.start(body -> FakeRouter.reply(unchecked(reply, body)));
        var channel = ReqChannel.open(context, router.endpoint(), LinkLimits.DEFAULT, wake)) {
      return signIn.signIn(channel, LONG);
    }
  }

  private static byte[] unchecked(Reply reply, byte[] body) {
    try {
      return reply.to(body);
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  private void remember(RsaKey master) throws IOException {
    Files.writeString(storeFile, master.publicKey().pem());
  }

  private void assertUnverifiable(SignInAnswer answer, String reason) {
    assertThat(answer).isInstanceOf(Unverifiable.class);
    assertThat(((Unverifiable) answer).reason()).contains(reason);
  }

  @Test
  void firstContactTrustsTheMasterAndRemembersItsKey() throws Exception {
    SignInAnswer answer = signIn(POLICY, auth::accept);

    assertThat(answer).isInstanceOf(Accepted.class);
    assertThat(((Accepted) answer).masterKeyNew()).isTrue();
    assertThat(Files.readString(storeFile)).isEqualTo(MASTER.publicKey().pem());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(storeFile)))
        .isEqualTo("rw-r--r--");
    assertThat(pkiDir.toFile().list()).containsExactly(MasterKeyStore.FILE_NAME);
  }

  @Test
  void knownMasterMustReadOurToken() throws Exception {
    remember(MASTER);
    SignInAnswer answer = signIn(POLICY, auth::accept);
    assertThat(answer).isInstanceOf(Accepted.class);
    assertThat(((Accepted) answer).masterKeyNew()).isFalse();

    auth.answerTwist = a -> a.without("token");
    assertUnverifiable(signIn(POLICY, auth::accept), "expected the bytes token");

    byte[] wrong =
        OURS.key().publicKey().encrypt("x".repeat(76).getBytes(UTF_8), OaepAlgorithm.SHA1);
    auth.answerTwist = a -> a.with("token", new Data.Bytes(wrong));
    assertUnverifiable(signIn(POLICY, auth::accept), "expected our token back");
  }

  @Test
  void tokenInsideTheKeyCountsToo() throws Exception {
    remember(MASTER);
    auth.authMode2 = true;
    SignInAnswer answer = signIn(POLICY, auth::accept);
    assertThat(answer).isInstanceOf(Accepted.class);
    assertOpens(((Accepted) answer).session());
  }

  private void assertOpens(Session session) throws WireException {
    var published = Data.dict("fun", "test.ping");
    byte[] envelope = new dev.saltern.wire.Crypticle(auth.aesKeyString).seal(published);
    assertThat(session.openPublication(envelope)).isEqualTo(published);
  }

  @Test
  void masterWithSessionKeySpeaksVersion3AndOneWithoutVersion2() throws Exception {
    SignInAnswer three = signIn(POLICY, auth::accept);
    assertThat(((Accepted) three).session().version()).isEqualTo(3);
    auth.sessionKeyString = Optional.empty();
    SignInAnswer two = signIn(POLICY, auth::accept);
    assertThat(((Accepted) two).session().version()).isEqualTo(2);
    assertThat(((Accepted) two).session().publishPort()).isEqualTo(4505);
  }

  @Test
  void masterWithoutSessionKeyIsRefusedWhereVersion3IsDemanded() throws Exception {
    var strict =
        new SignInPolicy(POLICY.id(), POLICY.algorithms(), 3, Optional.empty(), Optional.empty());
    auth.sessionKeyString = Optional.empty();
    assertUnverifiable(signIn(strict, auth::accept), "expected version 3 or later");
    assertThat(storeFile).doesNotExist();
  }

  @Test
  void changedMasterKeyIsRefusedAndTheOldOneKept() throws Exception {
    remember(OTHER);
    auth.answerTwist = a -> a.with("token", new Data.Text("whatever"));
    SignInAnswer answer =
        signIn(
            POLICY,
            body -> {
              // This master cannot read the token: it was made for the other.
              Data.Dict request = DataCodec.decodeDict(body);
              Data.Dict load = request.dict("load").orElseThrow().without("token");
              return auth.accept(DataCodec.encode(request.with("load", load), DataCodec.Spec.OLD));
            });
    assertThat(answer)
        .isEqualTo(
            new KeyChanged(OTHER.publicKey().fingerprint(), MASTER.publicKey().fingerprint()));
    assertThat(Files.readString(storeFile)).isEqualTo(OTHER.publicKey().pem());
  }

  @Test
  void lineEndsOfTheRememberedKeyDoNotMatter() throws Exception {
    Files.writeString(storeFile, MASTER.publicKey().pem().replace("\n", "\r\n") + "\r\n");
    assertThat(signIn(POLICY, auth::accept)).isInstanceOf(Accepted.class);
  }

  @Test
  void unreadableRememberedKeyIsNotAFirstContact() throws Exception {
    Files.writeString(storeFile, "garbage");
    assertUnverifiable(signIn(POLICY, auth::accept), "is unreadable");
    assertThat(Files.readString(storeFile)).isEqualTo("garbage");
  }

  @Test
  void fingerprintMustFit() throws Exception {
    var fits = Finger.of(MASTER.publicKey().fingerprint(), "sha256");
    var other = Finger.of(OTHER.publicKey().fingerprint(), "sha256");
    assertUnverifiable(signIn(withFinger(other), auth::accept), "configured fingerprint");
    assertThat(storeFile).doesNotExist();
    assertThat(signIn(withFinger(fits), auth::accept)).isInstanceOf(Accepted.class);
  }

  private static SignInPolicy withFinger(Finger finger) {
    return new SignInPolicy(
        POLICY.id(), POLICY.algorithms(), 2, Optional.of(finger), Optional.empty());
  }

  @Test
  void refusalsAreTold() throws Exception {
    for (boolean known : new boolean[] {false, true}) {
      if (known) {
        remember(MASTER);
      }
      assertThat(signIn(POLICY, b -> auth.refuse(b, true))).isEqualTo(new Pending());
      assertThat(signIn(POLICY, b -> auth.refuse(b, false))).isEqualTo(new Rejected());
      assertThat(signIn(POLICY, b -> auth.refuse(b, "full"))).isEqualTo(new Full());
      assertUnverifiable(signIn(POLICY, b -> auth.refuse(b, "other")), "known refusal");
    }
    assertThat(Files.readString(storeFile)).isEqualTo(MASTER.publicKey().pem());
  }

  @Test
  void refusalByAnotherThanTheKnownMasterIsNotBelieved() throws Exception {
    remember(OTHER);
    assertUnverifiable(
        signIn(POLICY, b -> auth.refuse(b, false)), "expected the master's signature");
  }

  @Test
  void unknownAlgorithmIsTold() throws Exception {
    assertThat(signIn(POLICY, _ -> unsigned("bad enc algo")))
        .isEqualTo(new BadAlgorithm("bad enc algo"));
    assertThat(signIn(POLICY, _ -> unsigned("bad sig algo")))
        .isEqualTo(new BadAlgorithm("bad sig algo"));
  }

  private static byte[] unsigned(Object ret) {
    return DataCodec.encode(
        Data.dict("enc", "clear", "load", Data.dict("ret", ret)), DataCodec.Spec.OLD);
  }

  @Test
  void unsignedAnswerIsNotBelieved() throws Exception {
    assertUnverifiable(signIn(POLICY, _ -> unsigned(true)), "no outer signature");
    auth.outerTwist = o -> o.without("sig");
    assertUnverifiable(signIn(POLICY, auth::accept), "no outer signature");
    assertThat(storeFile).doesNotExist();
  }

  @Test
  void masterThatRefusesOurVersionIsTold() throws Exception {
    byte[] badLoad = DataCodec.encode(new Data.Text("bad load"), DataCodec.Spec.OLD);
    assertUnverifiable(signIn(POLICY, _ -> badLoad), "the master says 'bad load'");
  }

  @Test
  void whateverIsTwistedAfterSigningIsRefused() throws Exception {
    remember(MASTER);
    auth.outerTwist =
        o -> {
          byte[] load = o.get("load").flatMap(Data::asBytes).orElseThrow();
          load[load.length - 1] ^= 1;
          return o.with("load", new Data.Bytes(load));
        };
    assertThat(signIn(POLICY, auth::accept)).isInstanceOf(Unverifiable.class);
    auth.outerTwist = o -> o.with("sig", new Data.Bytes(new byte[256]));
    assertUnverifiable(signIn(POLICY, auth::accept), "expected the master's signature");
  }

  @Test
  void eachPartOfTheAnswerMustBeThereAndRight() throws Exception {
    remember(MASTER);
    assertTwistRefused(a -> a.without("aes"), "the bytes aes");
    assertTwistRefused(a -> a.without("sig"), "the bytes sig");
    assertTwistRefused(a -> a.without("nonce"), "the bytes nonce");
    assertTwistRefused(a -> a.with("nonce", new Data.Text("0".repeat(32))), "the nonce");
    assertTwistRefused(a -> a.without("publish_port"), "publish_port");
    assertTwistRefused(a -> a.with("publish_port", new Data.Int(0)), "publish_port");
    assertTwistRefused(a -> a.with("publish_port", new Data.Int(65536)), "publish_port");
    assertTwistRefused(a -> a.with("publish_port", new Data.Text("4505")), "publish_port");
    assertTwistRefused(a -> a.with("pub_key", new Data.Text("none")), "");
    assertTwistRefused(a -> a.with("pub_sig", new Data.Text("eA==")), "signs its public key");
    byte[] foreign = OTHER.signX931(FakeAuth.sha256Hex(auth.aesKeyString.getBytes(UTF_8)));
    assertTwistRefused(a -> a.with("sig", new Data.Bytes(foreign)), "");
    byte[] otherKey = MASTER.signX931(FakeAuth.sha256Hex("another".getBytes(UTF_8)));
    assertTwistRefused(a -> a.with("sig", new Data.Bytes(otherKey)), "proof of the AES key");
    byte[] notForUs = OTHER.publicKey().encrypt("x".getBytes(UTF_8), OaepAlgorithm.SHA1);
    assertTwistRefused(a -> a.with("aes", new Data.Bytes(notForUs)), "");
    assertTwistRefused(a -> a.with("session", new Data.Bytes(notForUs)), "");
    assertTwistRefused(a -> a.with("session", new Data.Text("short")), "");
  }

  private void assertTwistRefused(UnaryOperator<Data.Dict> twist, String reason)
      throws NoReplyException {
    auth.answerTwist = twist;
    assertUnverifiable(signIn(POLICY, auth::accept), reason);
  }

  @Test
  void garbageIsRefused() throws Exception {
    assertThat(signIn(POLICY, _ -> new byte[0])).isInstanceOf(Unverifiable.class);
    assertThat(signIn(POLICY, _ -> new byte[] {(byte) 0xc1})).isInstanceOf(Unverifiable.class);
    assertThat(signIn(POLICY, _ -> new byte[] {5})).isInstanceOf(Unverifiable.class);
    assertThat(signIn(POLICY, _ -> DataCodec.encode(Data.Dict.EMPTY, DataCodec.Spec.OLD)))
        .isInstanceOf(Unverifiable.class);
  }

  @Test
  void sha224IsSpokenWhereConfigured() throws Exception {
    remember(MASTER);
    var fips =
        new SignInPolicy(POLICY.id(), Algorithms.SHA224, 3, Optional.empty(), Optional.empty());
    assertThat(signIn(fips, auth::accept)).isInstanceOf(Accepted.class);
  }

  @Test
  void signingKeyMustVouchForTheMaster() throws Exception {
    RsaKey signing = RsaKey.generate(2048);
    var policy =
        new SignInPolicy(
            POLICY.id(),
            POLICY.algorithms(),
            2,
            Optional.empty(),
            Optional.of(signing.publicKey()));
    assertUnverifiable(signIn(policy, auth::accept), "the bytes pub_sig");
    auth.answerTwist = a -> a.with("pub_sig", new Data.Text(FakeAuth.pubSig(OTHER, MASTER)));
    assertUnverifiable(signIn(policy, auth::accept), "the configured signing key");
    auth.answerTwist = a -> a.with("pub_sig", new Data.Bytes(new byte[] {'*', 'A'}));
    assertThat(signIn(policy, auth::accept)).isInstanceOf(Unverifiable.class);
    assertThat(storeFile).doesNotExist();

    auth.answerTwist = a -> a.with("pub_sig", new Data.Text(FakeAuth.pubSig(signing, MASTER)));
    assertThat(signIn(policy, auth::accept)).isInstanceOf(Accepted.class);
  }

  @Test
  void masterVouchedForMayChangeItsKey() throws Exception {
    RsaKey signing = RsaKey.generate(2048);
    var policy =
        new SignInPolicy(
            POLICY.id(),
            POLICY.algorithms(),
            2,
            Optional.empty(),
            Optional.of(signing.publicKey()));
    remember(OTHER);
    auth.answerTwist = a -> a.with("pub_sig", new Data.Text(FakeAuth.pubSig(signing, MASTER)));
    SignInAnswer answer =
        signIn(
            policy,
            body -> {
              Data.Dict request = DataCodec.decodeDict(body);
              Data.Dict load = request.dict("load").orElseThrow().without("token");
              return auth.accept(DataCodec.encode(request.with("load", load), DataCodec.Spec.OLD));
            });
    assertThat(answer).isInstanceOf(Accepted.class);
    assertThat(Files.readString(storeFile)).isEqualTo(MASTER.publicKey().pem());
  }

  @Test
  void keyThatCannotBeKeptIsNotTrusted() throws Exception {
    storeFile = Files.writeString(pkiDir.resolve("no folder"), "").resolve("key");
    assertUnverifiable(signIn(POLICY, auth::accept), "cannot be kept");
  }

  @Test
  void masterThatDoesNotAnswerIsNoReply() {
    var signIn = new SignIn(POLICY, OURS, new MasterKeyStore(storeFile), InstantSource.system());
    try (var router = FakeRouter.start(_ -> java.util.List.of());
        var channel = ReqChannel.open(context, router.endpoint(), LinkLimits.DEFAULT, wake)) {
      assertThatThrownBy(() -> signIn.signIn(channel, Duration.ofMillis(200)))
          .isInstanceOf(NoReplyException.class);
    }
  }
}
