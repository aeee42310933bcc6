package dev.saltern.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrypticleTest {
  private static final String NONCE = "0123456789abcdef0123456789abcdef";

  private final String keyString = Crypticle.newKeyString();
  private final Crypticle crypticle = open(keyString);

  private static Crypticle open(String keyString) {
    try {
      return new Crypticle(keyString);
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyLengthOfPaddingComesBack() throws WireException {
    for (int length = 0; length < 64; length++) {
      Data value = new Data.Text("x".repeat(length));
      assertThat(crypticle.open(crypticle.seal(value))).isEqualTo(value);
      assertThat(crypticle.open(crypticle.seal(value, NONCE), NONCE)).isEqualTo(value);
      assertThat(crypticle.seal(value).length % 16).isZero();
    }
  }

  @Test
  void twoEnvelopesOfOneValueDiffer() {
    assertThat(crypticle.seal(Data.Dict.EMPTY)).isNotEqualTo(crypticle.seal(Data.Dict.EMPTY));
  }

  @Test
  void freshKeysDifferAndHaveTheLengthOfSalts() {
    assertThat(Crypticle.newKeyString()).hasSize(76).isNotEqualTo(keyString);
  }

  @Test
  void everyPrefixIsRefused() {
    byte[] envelope = crypticle.seal(Data.dict("cmd", "_return"), NONCE);
    for (int length = 0; length < envelope.length; length++) {
      byte[] prefix = Arrays.copyOf(envelope, length);
      assertThatThrownBy(() -> crypticle.open(prefix, NONCE)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void everyCorruptedByteIsTheWrongKey() {
    byte[] envelope = crypticle.seal(Data.dict("cmd", "_return"), NONCE);
    for (int at = 0; at < envelope.length; at++) {
      byte[] corrupted = envelope.clone();
      corrupted[at] ^= (byte) (1 << (at % 8));
      assertThatThrownBy(() -> crypticle.open(corrupted, NONCE))
          .isInstanceOf(WrongKeyException.class);
    }
  }

  @Test
  void anotherKeyIsTheWrongKey() {
    byte[] envelope = open(Crypticle.newKeyString()).seal(Data.Dict.EMPTY);
    assertThatThrownBy(() -> crypticle.open(envelope))
        .isInstanceOf(WrongKeyException.class)
        .hasMessageContaining("expected the HMAC of our key");
  }

  @Test
  void anotherNonceOrNoneIsRefused() {
    byte[] other = crypticle.seal(Data.Dict.EMPTY, NONCE.replace('0', '1'));
    byte[] none = crypticle.seal(Data.dict("text", "x".repeat(100)));
    byte[] tooShort = crypticle.seal(Data.Nil.NIL);
    for (byte[] envelope : new byte[][] {other, none, tooShort}) {
      assertThatThrownBy(() -> crypticle.open(envelope, NONCE))
          .isInstanceOf(WireException.class)
          .isNotInstanceOf(WrongKeyException.class)
          .hasMessageContaining("nonce");
    }
  }

  @Test
  void plainTextWithoutPrefixIsTheEmptyMap() throws Exception {
    assertThat(crypticle.open(envelope("nothing of Salt's", true))).isEqualTo(Data.Dict.EMPTY);
    assertThat(crypticle.open(envelope("pickle:", true), NONCE)).isEqualTo(Data.Dict.EMPTY);
  }

  @Test
  void prefixAloneIsRefused() throws Exception {
    byte[] envelope = envelope("pickle::", true);
    assertThatThrownBy(() -> crypticle.open(envelope))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("expected 1 bytes, found 0");
  }

  /// Only a holder of the key can make these.
  @ParameterizedTest
  @ValueSource(strings = {"\0", "\21", "\40", "\377", "\2", "\3\3\2"})
  void paddingThatIsNoneIsRefused(String end) throws Exception {
    String block = "pickle::".repeat(4);
    byte[] envelope = envelope(block.substring(end.length()) + end, false);
    assertThatThrownBy(() -> crypticle.open(envelope))
        .isInstanceOf(WireException.class)
        .isNotInstanceOf(WrongKeyException.class)
        .hasMessageContaining("padding");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "short", "not base64!", "AAAA", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="})
  void whatIsNoKeyIsRefusedWithoutShowingIt(String text) {
    assertThatThrownBy(() -> new Crypticle(text))
        .isInstanceOf(WireException.class)
        .satisfies(e -> assertThat(text.isEmpty() || !e.toString().contains(text)).isTrue())
        .hasNoCause();
  }

  @Test
  void lineEndAfterAKeyIsNoPartOfIt() throws WireException {
    assertThat(new Crypticle(keyString + "\n").open(crypticle.seal(Data.Nil.NIL)))
        .isEqualTo(Data.Nil.NIL);
  }

  @Test
  void noncesOfAnotherLengthAreRefused() {
    assertThatThrownBy(() -> crypticle.seal(Data.Nil.NIL, "short"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textOfItShowsNoKey() {
    assertThat(crypticle).hasToString("Crypticle");
  }

  private byte[] envelope(String plain, boolean pad) throws Exception {
    byte[] key = Base64.getDecoder().decode(keyString);
    byte[] iv = new byte[16];
    Cipher cipher = Cipher.getInstance(pad ? "AES/CBC/PKCS5Padding" : "AES/CBC/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, 0, 24, "AES"), new IvParameterSpec(iv));
    byte[] text = plain.getBytes(pad ? UTF_8 : java.nio.charset.StandardCharsets.ISO_8859_1);
    byte[] sealed = cipher.doFinal(text);
    byte[] envelope = Arrays.copyOf(iv, 16 + sealed.length + 32);
    System.arraycopy(sealed, 0, envelope, 16, sealed.length);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, 24, 32, "HmacSHA256"));
    mac.update(envelope, 0, 16 + sealed.length);
    mac.doFinal(envelope, 16 + sealed.length);
    return envelope;
  }
}
