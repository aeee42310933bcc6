package dev.saltern.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RsaTest {
  private static final Golden GOLDEN = Golden.load("3006.0/captures.jsonl");
  private static final byte[] MESSAGE = "a message".getBytes(UTF_8);

  private final RsaKey key = golden("mom");
  private final RsaKey other = golden("sm1");

  private static RsaKey golden(String who) {
    try {
      for (GoldenRecord r : GOLDEN.ofKind("rsa_keypair")) {
        if (r.text("who").equals(who)) {
          return RsaKey.parse(r.text("private_pem"));
        }
      }
      throw new AssertionError("no key of " + who);
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheHolderReadsWhatWasEncrypted(OaepAlgorithm algorithm) throws WireException {
    byte[] cipher = key.publicKey().encrypt(MESSAGE, algorithm);
    assertThat(key.decrypt(cipher, algorithm)).isEqualTo(MESSAGE);
    assertThatThrownBy(() -> other.decrypt(cipher, algorithm)).isInstanceOf(WireException.class);
    OaepAlgorithm another =
        algorithm == OaepAlgorithm.SHA1 ? OaepAlgorithm.SHA224 : OaepAlgorithm.SHA1;
    assertThatThrownBy(() -> key.decrypt(cipher, another)).isInstanceOf(WireException.class);
  }

  @ParameterizedTest
  @EnumSource
  void everyPrefixAndManyACorruptedByteOfACipherIsRefused(OaepAlgorithm algorithm) {
    byte[] cipher = key.publicKey().encrypt(MESSAGE, algorithm);
    for (int length : new int[] {0, 1, 127, 128, 255}) {
      assertThatThrownBy(() -> key.decrypt(Arrays.copyOf(cipher, length), algorithm))
          .isInstanceOf(WireException.class);
    }
    assertThatThrownBy(() -> key.decrypt(Arrays.copyOf(cipher, 257), algorithm))
        .isInstanceOf(WireException.class);
    for (int at = 0; at < cipher.length; at += 16) {
      byte[] corrupted = cipher.clone();
      corrupted[at] ^= 1;
      assertThatThrownBy(() -> key.decrypt(corrupted, algorithm)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void whatIsTooLongForTheKeyIsOurMistake() {
    byte[] most = new byte[256 - 2 - 40];
    assertThat(key.publicKey().encrypt(most, OaepAlgorithm.SHA1)).hasSize(256);
    assertThatThrownBy(() -> key.publicKey().encrypt(new byte[215], OaepAlgorithm.SHA1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheHoldersSignatureOfTheMessageCounts(SignatureAlgorithm algorithm) {
    byte[] signature = key.sign(MESSAGE, algorithm);
    assertThat(key.publicKey().verify(MESSAGE, signature, algorithm)).isTrue();
    assertThat(other.publicKey().verify(MESSAGE, signature, algorithm)).isFalse();
    assertThat(key.publicKey().verify("another".getBytes(UTF_8), signature, algorithm)).isFalse();
    SignatureAlgorithm another =
        algorithm == SignatureAlgorithm.SHA1 ? SignatureAlgorithm.SHA224 : SignatureAlgorithm.SHA1;
    assertThat(key.publicKey().verify(MESSAGE, signature, another)).isFalse();
  }

  @Test
  void everyPrefixAndEveryCorruptedByteOfASignatureIsNone() {
    byte[] signature = key.sign(MESSAGE, SignatureAlgorithm.SHA1);
    for (int at = 0; at < signature.length; at++) {
      byte[] corrupted = signature.clone();
      corrupted[at] ^= (byte) (1 << (at % 8));
      assertThat(key.publicKey().verify(MESSAGE, corrupted, SignatureAlgorithm.SHA1)).isFalse();
      byte[] prefix = Arrays.copyOf(signature, at);
      assertThat(key.publicKey().verify(MESSAGE, prefix, SignatureAlgorithm.SHA1)).isFalse();
    }
    byte[] longer = Arrays.copyOf(signature, 257);
    assertThat(key.publicKey().verify(MESSAGE, longer, SignatureAlgorithm.SHA1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 64, 253, 254})
  void x931CarriesItsMessage(int length) throws WireException {
    byte[] data = "x".repeat(length).getBytes(UTF_8);
    assertThat(key.publicKey().recoverX931(key.signX931(data))).isEqualTo(data);
  }

  @Test
  void x931OfMoreThanTheKeyHoldsIsOurMistake() {
    assertThatThrownBy(() -> key.signX931(new byte[255]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyPrefixAndEveryCorruptedByteOfX931IsRefused() {
    byte[] signature = key.signX931("salt".getBytes(UTF_8));
    for (int at = 0; at < signature.length; at++) {
      byte[] corrupted = signature.clone();
      corrupted[at] ^= (byte) (1 << (at % 8));
      assertThatThrownBy(() -> key.publicKey().recoverX931(corrupted))
          .isInstanceOf(WireException.class);
      byte[] prefix = Arrays.copyOf(signature, at);
      assertThatThrownBy(() -> key.publicKey().recoverX931(prefix))
          .isInstanceOf(WireException.class);
    }
    byte[] most = new byte[256];
    Arrays.fill(most, (byte) -1);
    assertThatThrownBy(() -> key.publicKey().recoverX931(most)).isInstanceOf(WireException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6acc", "6a01cc", "6bbacc", "6bbbbacc", "6bbbba01cc"})
  void x931BlocksAreUnpadded(String hex) throws WireException {
    byte[] block = java.util.HexFormat.of().parseHex(hex);
    byte[] data = X931.unpad(block);
    assertThat(data).hasSize(hex.contains("01") ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"6a", "6b", "6bbb", "6bbbbb", "6bba", "6bbbcc", "6a01", "00cc", "6bba01cd"})
  void x931BlocksThatAreNoneAreRefused(String hex) {
    byte[] block = java.util.HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> X931.unpad(block)).isInstanceOf(WireException.class);
  }

  @Test
  void everyKindOfPemIsRead() throws Exception {
    var pair = KeyPairGenerator.getInstance("RSA");
    pair.initialize(1024);
    var jdk = pair.generateKeyPair();
    RsaKey pkcs8 = RsaKey.parse(new Pem("PRIVATE KEY", jdk.getPrivate().getEncoded()).text());
    assertThat(pkcs8.pem()).startsWith("-----BEGIN RSA PRIVATE KEY-----\n");
    assertThat(RsaKey.parse(pkcs8.pem()).publicKey()).isEqualTo(pkcs8.publicKey());
    RsaPublicKey spki =
        RsaPublicKey.parse(new Pem("PUBLIC KEY", jdk.getPublic().getEncoded()).text());
    assertThat(spki).isEqualTo(pkcs8.publicKey()).hasSameHashCodeAs(pkcs8.publicKey());
    var numbers = (java.security.interfaces.RSAPublicKey) jdk.getPublic();
    byte[] der =
        new org.bouncycastle.asn1.pkcs.RSAPublicKey(
                numbers.getModulus(), numbers.getPublicExponent())
            .getEncoded("DER");
    assertThat(RsaPublicKey.parse(new Pem("RSA PUBLIC KEY", der).text())).isEqualTo(spki);
    assertThat(spki.bits()).isEqualTo(1024);
  }

  @Test
  void generatedKeysAreRead() throws WireException {
    RsaKey fresh = RsaKey.generate(1024);
    assertThat(RsaKey.parse(fresh.pem()).publicKey()).isEqualTo(fresh.publicKey());
    assertThat(RsaPublicKey.parse(fresh.publicKey().pem())).isEqualTo(fresh.publicKey());
    assertThat(fresh.toString()).isEqualTo("RsaKey[1024 bits]");
  }

  @Test
  void keysTooSmallAreRefused() throws Exception {
    var pair = KeyPairGenerator.getInstance("RSA");
    pair.initialize(1016);
    var jdk = pair.generateKeyPair();
    String publicPem = new Pem("PUBLIC KEY", jdk.getPublic().getEncoded()).text();
    assertThatThrownBy(() -> RsaPublicKey.parse(publicPem))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("found 1016");
    String privatePem = new Pem("PRIVATE KEY", jdk.getPrivate().getEncoded()).text();
    assertThatThrownBy(() -> RsaKey.parse(privatePem)).isInstanceOf(WireException.class);
  }

  @Test
  void keysTooLargeAndOddNumbersAreRefused() throws Exception {
    BigInteger most = BigInteger.ONE.shiftLeft(16383).setBit(0);
    BigInteger e = BigInteger.valueOf(65537);
    assertThat(RsaPublicKey.of(most, e).bits()).isEqualTo(16384);
    for (var numbers :
        List.of(
            List.of(most.shiftLeft(1).setBit(0), e),
            List.of(most.clearBit(0), e),
            List.of(most.negate(), e),
            List.of(BigInteger.ZERO, e),
            List.of(most, BigInteger.ONE),
            List.of(most, BigInteger.TWO),
            List.of(most, e.negate()),
            List.of(most, BigInteger.ONE.shiftLeft(64).setBit(0)))) {
      assertThatThrownBy(() -> RsaPublicKey.of(numbers.getFirst(), numbers.getLast()))
          .isInstanceOf(WireException.class);
    }
  }

  @Test
  void whatIsNoKeyIsRefused() throws Exception {
    var ec = KeyPairGenerator.getInstance("EC").generateKeyPair();
    var values = new RandomData("whatIsNoKeyIsRefused");
    byte[] junk = new byte[300];
    values.random().nextBytes(junk);
    List<String> texts =
        List.of(
            "",
            "junk",
            "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----",
            key.publicKey().pem().replace("END PUBLIC", "END RSA PUBLIC"),
            key.publicKey().pem() + "\n" + key.publicKey().pem(),
            key.publicKey().pem().replace("PUBLIC KEY", "CERTIFICATE"),
            new Pem("PUBLIC KEY", junk).text(),
            new Pem("RSA PUBLIC KEY", junk).text(),
            new Pem("PRIVATE KEY", junk).text(),
            new Pem("RSA PRIVATE KEY", junk).text(),
            new Pem("PUBLIC KEY", ec.getPublic().getEncoded()).text(),
            new Pem("PRIVATE KEY", ec.getPrivate().getEncoded()).text(),
            "-----BEGIN PUBLIC KEY-----\n" + "A".repeat(40_000) + "\n-----END PUBLIC KEY-----");
    for (String text : texts) {
      assertThatThrownBy(() -> RsaPublicKey.parse(text)).isInstanceOf(WireException.class);
      assertThatThrownBy(() -> RsaKey.parse(text)).isInstanceOf(WireException.class);
    }
    assertThatThrownBy(() -> RsaPublicKey.parse(key.pem())).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> RsaKey.parse(key.publicKey().pem())).isInstanceOf(WireException.class);
  }

  @Test
  void everyPrefixAndEveryCorruptedByteOfADerIsRefusedOrAKey() throws WireException {
    byte[] der = Pem.parse(key.pem()).der();
    int refused = 0;
    for (int at = 0; at < der.length; at++) {
      String prefix = new Pem("RSA PRIVATE KEY", Arrays.copyOf(der, at)).text();
      assertThatThrownBy(() -> RsaKey.parse(prefix)).isInstanceOf(WireException.class);
      byte[] corrupted = der.clone();
      corrupted[at] ^= (byte) (1 << (at % 8));
      try {
        RsaKey.parse(new Pem("RSA PRIVATE KEY", corrupted).text());
      } catch (WireException _) { // any other exception fails the test
        refused++;
      }
    }
    // All but some in the ASN.1 tags around the numbers.
    assertThat(refused).isGreaterThan(der.length - 10);
  }

  @Test
  void pemIsTheSameWhateverItsLineEnds() throws WireException {
    String pem = key.publicKey().pem();
    assertThat(pem).doesNotEndWith("\n");
    for (String same : List.of(pem + "\n", pem.replace("\n", "\r\n"), "\n " + pem + "\r\n ")) {
      assertThat(RsaPublicKey.parse(same).pem()).isEqualTo(pem);
      assertThat(key.publicKey().sameAs(same)).isTrue();
      assertThat(RsaPublicKey.samePem(same, pem)).isTrue();
    }
    assertThat(key.publicKey().sameAs(other.publicKey().pem())).isFalse();
    assertThat(key.publicKey()).isNotEqualTo(other.publicKey());
  }

  /// As salt.utils.crypt.pem_finger says of this key's file.
  @Test
  void fingerprintIsSalts() {
    assertThat(key.publicKey().fingerprint())
        .isEqualTo(
            "77:71:44:b9:db:4a:aa:5c:88:88:db:90:a9:99:11:37:74:10:87:7b:fa:16:6f:fe:dc:0f:7d:50:c5:cd:c9:12");
    assertThat(key.publicKey().fingerprint("MD5"))
        .isEqualTo("de:05:70:dd:07:ad:5e:57:b3:d9:f9:5f:34:d3:63:b5");
    assertThatThrownBy(() -> key.publicKey().fingerprint("nothing"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textsShowNoKey() throws WireException {
    String secret = Base64.getEncoder().encodeToString(Pem.parse(key.pem()).der()).substring(0, 40);
    assertThat(key.toString()).isEqualTo("RsaKey[2048 bits]").doesNotContain(secret);
    assertThat(Pem.parse(key.pem()).toString()).isEqualTo("Pem[RSA PRIVATE KEY]");
    assertThat(key.publicKey()).hasToString("RsaPublicKey[2048 bits]");
  }

  @Test
  void algorithmsHaveTheNamesOfTheWire() {
    assertThat(OaepAlgorithm.named("OAEP-SHA224")).contains(OaepAlgorithm.SHA224);
    assertThat(SignatureAlgorithm.named("PKCS1v15-SHA1")).contains(SignatureAlgorithm.SHA1);
    assertThat(OaepAlgorithm.named("OAEP-SHA256")).isEmpty();
    assertThat(SignatureAlgorithm.named("")).isEmpty();
  }
}
