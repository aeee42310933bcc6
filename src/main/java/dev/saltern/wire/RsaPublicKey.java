package dev.saltern.wire;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.HexFormat;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// A peer's public RSA key. Immutable, thread-safe.
public final class RsaPublicKey {
  /// The sizes of key we take, in bits: smaller ones are broken, larger ones take seconds.
  static final int BITS_MIN = 1024;

  static final int BITS_MAX = 16384;
  private static final int EXPONENT_BITS_MAX = 64;

  private final RSAPublicKey key;
  private final String pem;

  private RsaPublicKey(RSAPublicKey key, String pem) {
    this.key = key;
    this.pem = pem;
  }

  /// The key in a PEM text (`PUBLIC KEY` or `RSA PUBLIC KEY`).
  public static RsaPublicKey parse(String pem) throws WireException {
    Pem block = Pem.parse(pem);
    RSAPublicKeySpec spec =
        Der.parse(
            "a public RSA key",
            () -> {
              var pkcs1 =
                  switch (block.label()) {
                    case "PUBLIC KEY" -> {
                      var info = SubjectPublicKeyInfo.getInstance(block.der());
                      Der.requireRsa(info.getAlgorithm());
                      yield info.parsePublicKey();
                    }
                    case "RSA PUBLIC KEY" -> block.der();
                    default ->
                        throw new WireException("expected a public key, found another PEM label");
                  };
              var numbers = org.bouncycastle.asn1.pkcs.RSAPublicKey.getInstance(pkcs1);
              return new RSAPublicKeySpec(numbers.getModulus(), numbers.getPublicExponent());
            });
    return new RsaPublicKey(jdkKey(spec), lines(pem));
  }

  static RsaPublicKey of(BigInteger modulus, BigInteger exponent) throws WireException {
    RSAPublicKey key = jdkKey(new RSAPublicKeySpec(modulus, exponent));
    return new RsaPublicKey(key, new Pem("PUBLIC KEY", key.getEncoded()).text());
  }

  private static RSAPublicKey jdkKey(RSAPublicKeySpec spec) throws WireException {
    BigInteger n = spec.getModulus();
    BigInteger e = spec.getPublicExponent();
    if (n.signum() <= 0 || n.bitLength() < BITS_MIN || n.bitLength() > BITS_MAX) {
      throw new WireException(
          "expected an RSA key of %d to %d bits, found %d"
              .formatted(BITS_MIN, BITS_MAX, n.bitLength()));
    }
    boolean exponentFits =
        e.testBit(0) && e.compareTo(BigInteger.TWO) > 0 && e.bitLength() <= EXPONENT_BITS_MAX;
    if (!n.testBit(0) || !exponentFits) {
      throw new WireException("expected an odd RSA modulus and a small odd exponent, found others");
    }
    try {
      return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
    } catch (GeneralSecurityException e1) {
      throw new WireException("expected an RSA key this JDK takes, found another", e1);
    }
  }

  /// The PEM text as its owner wrote it, with LF between its lines and none at the end.
  public String pem() {
    return pem;
  }

  public int bits() {
    return key.getModulus().bitLength();
  }

  /// Whether two PEM texts are the same key to Salt: equal but for line ends and outer whitespace.
  public static boolean samePem(String one, String other) {
    return joined(one).equals(joined(other));
  }

  /// Whether this is the key that `pem` holds, as Salt compares: equal but for line ends and outer
  /// whitespace.
  public boolean sameAs(String pem) {
    return samePem(this.pem, pem);
  }

  /// The fingerprint Salt shows for a key file: colon-separated hex SHA-256 over the PEM body
  /// lines.
  public String fingerprint() {
    return fingerprint("SHA-256");
  }

  /// As [#fingerprint()] with another digest of the JDK's, for masters with another `hash_type`.
  ///
  /// @throws IllegalArgumentException where the JDK has no such digest
  public String fingerprint(String digest) {
    String body =
        pem.lines()
            .filter(line -> !line.startsWith("-----") && !line.isBlank())
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    try {
      byte[] hash = MessageDigest.getInstance(digest).digest(body.getBytes(StandardCharsets.UTF_8));
      return HexFormat.ofDelimiter(":").formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no digest of this name: " + digest, e);
    }
  }

  /// `plain` encrypted so that only the key's holder can read it.
  ///
  /// @throws IllegalArgumentException where it is too long for the key
  public byte[] encrypt(byte[] plain, OaepAlgorithm algorithm) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, algorithm.parameters());
      return cipher.doFinal(plain);
    } catch (javax.crypto.IllegalBlockSizeException e) {
      throw new IllegalArgumentException("too long for the key: " + plain.length + " bytes", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA with OAEP fails in this JDK", e);
    }
  }

  /// Whether `signature` was made over `message` by the key's holder.
  public boolean verify(byte[] message, byte[] signature, SignatureAlgorithm algorithm) {
    try {
      Signature verifier = Signature.getInstance(algorithm.jdkName());
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException _) { // of another length than the key's
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA signatures fail in this JDK", e);
    }
  }

  /// The bytes inside an X9.31 "private encrypt" block.
  public byte[] recoverX931(byte[] signature) throws WireException {
    BigInteger n = key.getModulus();
    int length = (n.bitLength() + 7) / 8;
    BigInteger s = new BigInteger(1, signature);
    if (signature.length != length || s.compareTo(n) >= 0) {
      throw new WireException("expected an X9.31 block of the key's length, found another");
    }
    BigInteger v = s.modPow(key.getPublicExponent(), n);
    BigInteger block = (v.intValue() & 0x0f) == 0x0c ? v : n.subtract(v);
    return X931.unpad(X931.fixed(block, length));
  }

  private static String lines(String pem) {
    return pem.strip().lines().collect(Collectors.joining("\n"));
  }

  private static String joined(String pem) {
    return pem.strip().replace("\r", "").replace("\n", "");
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RsaPublicKey other
        && key.getModulus().equals(other.key.getModulus())
        && key.getPublicExponent().equals(other.key.getPublicExponent());
  }

  @Override
  public int hashCode() {
    return key.getModulus().hashCode();
  }

  @Override
  public String toString() {
    return "RsaPublicKey[" + bits() + " bits]";
  }
}
