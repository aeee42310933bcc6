package dev.saltern.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.channel.Session;
import dev.saltern.channel.TestSessions;
import dev.saltern.job.Data;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.RsaKey;
import dev.saltern.wire.SignatureAlgorithm;
import dev.saltern.wire.WireException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublicationsTest {
  private static final RsaKey MOM = RsaKey.generate(2048);
  private static final RsaKey OTHER = RsaKey.generate(2048);
  private static final RsaKey US = RsaKey.generate(2048);

  private final String oldKey = Crypticle.newKeyString();
  private final String newKey = Crypticle.newKeyString();
  private final Publications publications = new Publications(false);
  private final AtomicInteger signIns = new AtomicInteger();
  private Session before = session(oldKey);
  private Session after = session(newKey);

  @BeforeEach
  void start() {
    before = session(oldKey);
    after = session(newKey);
  }

  private static Session session(String key) {
    try {
      return TestSessions.version2("sm1", US, MOM.publicKey(), key, "0".repeat(32));
    } catch (WireException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] frame(String key, int serial, RsaKey signer) throws WireException {
    byte[] sealed = new Crypticle(key).seal(Data.dict("fun", "test.ping", "serial", serial));
    return DataCodec.encode(
        Data.dict(
            "enc", "aes", "load", sealed, "sig", signer.sign(sealed, SignatureAlgorithm.SHA1)),
        DataCodec.Spec.OLD);
  }

  private Data.Dict read(byte[] frame, Session... known) throws WireException {
    return publications.read(
        List.of(frame),
        List.of(known),
        () -> {
          signIns.incrementAndGet();
          return Optional.of(after);
        });
  }

  private long serial(byte[] frame, Session... known) throws WireException {
    return read(frame, known).integer("serial").orElseThrow();
  }

  @Test
  void underTheKeyThatWasJustReplacedItIsStillRead() throws Exception {
    assertThat(serial(frame(oldKey, 7, MOM), before)).isEqualTo(7);
    assertThat(serial(frame(newKey, 1, MOM), after, before)).isEqualTo(1);
    assertThat(serial(frame(oldKey, 8, MOM), after, before)).isEqualTo(8);
    assertThat(serial(frame(newKey, 2, MOM), after, before)).isEqualTo(2);
    assertThat(signIns).hasValue(0);
  }

  @Test
  void replayIsRefusedUnderEachKey() throws Exception {
    read(frame(oldKey, 7, MOM), before);
    read(frame(newKey, 1, MOM), after, before);
    assertThatThrownBy(() -> read(frame(oldKey, 7, MOM), after, before))
        .hasMessageContaining("was there before");
    assertThatThrownBy(() -> read(frame(newKey, 1, MOM), after, before))
        .hasMessageContaining("was there before");
    // The same key after another sign-in is the same key.
    assertThatThrownBy(() -> read(frame(newKey, 1, MOM), session(newKey)))
        .hasMessageContaining("was there before");
  }

  @Test
  void unknownKeyIsFetchedOnce() throws Exception {
    assertThat(serial(frame(newKey, 1, MOM), before)).isEqualTo(1);
    assertThat(signIns).hasValue(1);
    assertThatThrownBy(() -> read(frame(Crypticle.newKeyString(), 1, MOM), before))
        .isInstanceOf(WireException.class);
    assertThat(signIns).hasValue(2);
  }

  @Test
  void wrongSignatureIsRefusedWithoutASignIn() throws Exception {
    for (String key : List.of(oldKey, newKey)) {
      assertThatThrownBy(() -> read(frame(key, 1, OTHER), before))
          .hasMessageContaining("signature is not the MoM's");
    }
    assertThat(signIns).hasValue(0);
    assertThatThrownBy(() -> read(frame(newKey, 1, OTHER)))
        .hasMessageContaining("signature is not the MoM's");
  }

  @Test
  void unsignedIsRefusedWithoutASignInWhereASignatureIsDemanded() throws Exception {
    byte[] sealed = new Crypticle(newKey).seal(Data.dict("serial", 1));
    byte[] unsigned = DataCodec.encode(Data.dict("enc", "aes", "load", sealed), DataCodec.Spec.OLD);
    assertThat(serial(unsigned, after)).isEqualTo(1);
    var strict = new Publications(true);
    assertThatThrownBy(
            () ->
                strict.read(
                    List.of(unsigned),
                    List.of(before),
                    () -> {
                      throw new AssertionError("a sign-in for what proves nothing");
                    }))
        .hasMessageContaining("without a signature");
  }

  @Test
  void sha224SignatureIsKnown() throws Exception {
    byte[] sealed = new Crypticle(newKey).seal(Data.dict("serial", 1));
    byte[] frame =
        DataCodec.encode(
            Data.dict(
                "enc",
                "aes",
                "load",
                sealed,
                "sig_algo",
                SignatureAlgorithm.SHA224.wireName(),
                "sig",
                MOM.sign(sealed, SignatureAlgorithm.SHA224)),
            DataCodec.Spec.OLD);
    assertThat(serial(frame, after)).isEqualTo(1);
  }
}
