package dev.saltern.wire;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;

/// A private RSA key of ours with its public half. Immutable, thread-safe; `toString` has no key.
public final class RsaKey {
  private final RSAPrivateCrtKey key;
  private final RsaPublicKey publicKey;

  private RsaKey(RSAPrivateCrtKey key, RsaPublicKey publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /// The key in a PEM text (`RSA PRIVATE KEY` or `PRIVATE KEY`, not encrypted).
  public static RsaKey parse(String pem) throws WireException {
    Pem block = Pem.parse(pem);
    RSAPrivateKey numbers =
        Der.parse(
            "a private RSA key",
            () ->
                switch (block.label()) {
                  case "RSA PRIVATE KEY" -> RSAPrivateKey.getInstance(block.der());
                  case "PRIVATE KEY" -> {
                    var info = PrivateKeyInfo.getInstance(block.der());
                    Der.requireRsa(info.getPrivateKeyAlgorithm());
                    yield RSAPrivateKey.getInstance(info.parsePrivateKey());
                  }
                  default ->
                      throw new WireException("expected a private key, found another PEM label");
                });
    RsaPublicKey publicKey = RsaPublicKey.of(numbers.getModulus(), numbers.getPublicExponent());
    if (!fitTogether(numbers)) {
      throw new WireException("expected the numbers of one RSA key, found some that do not fit");
    }
    try {
      return new RsaKey(jdkKey(numbers), publicKey);
    } catch (GeneralSecurityException _) { // its message might show numbers of the key
      throw new WireException("expected a private RSA key this JDK takes, found another");
    }
  }

  /// A damaged key file must not sign: a wrong signature tells who reads it the key.
  private static boolean fitTogether(RSAPrivateKey k) {
    BigInteger p = k.getPrime1();
    BigInteger q = k.getPrime2();
    if (p.compareTo(BigInteger.ONE) <= 0 || !p.multiply(q).equals(k.getModulus())) {
      return false;
    }
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    return k.getPrivateExponent().mod(p1).equals(k.getExponent1())
        && k.getPrivateExponent().mod(q1).equals(k.getExponent2())
        && k.getExponent1().multiply(k.getPublicExponent()).mod(p1).equals(BigInteger.ONE)
        && k.getExponent2().multiply(k.getPublicExponent()).mod(q1).equals(BigInteger.ONE)
        && k.getCoefficient().multiply(q).mod(p).equals(BigInteger.ONE);
  }

  private static RSAPrivateCrtKey jdkKey(RSAPrivateKey numbers) throws GeneralSecurityException {
    var spec =
        new RSAPrivateCrtKeySpec(
            numbers.getModulus(),
            numbers.getPublicExponent(),
            numbers.getPrivateExponent(),
            numbers.getPrime1(),
            numbers.getPrime2(),
            numbers.getExponent1(),
            numbers.getExponent2(),
            numbers.getCoefficient());
    return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(spec);
  }

  /// A fresh key; Salt's default is 2048 bits.
  public static RsaKey generate(int bits) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      var key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
      return new RsaKey(key, RsaPublicKey.of(key.getModulus(), key.getPublicExponent()));
    } catch (GeneralSecurityException | WireException e) {
      throw new IllegalStateException("RSA key generation fails in this JDK", e);
    }
  }

  /// The PEM text as Salt reads and writes it (`RSA PRIVATE KEY`), no LF at the end.
  public String pem() {
    var numbers =
        new RSAPrivateKey(
            key.getModulus(),
            key.getPublicExponent(),
            key.getPrivateExponent(),
            key.getPrimeP(),
            key.getPrimeQ(),
            key.getPrimeExponentP(),
            key.getPrimeExponentQ(),
            key.getCrtCoefficient());
    try {
      return new Pem("RSA PRIVATE KEY", numbers.getEncoded("DER")).text();
    } catch (java.io.IOException e) {
      throw new IllegalStateException("a key that cannot be written as DER", e);
    }
  }

  public RsaPublicKey publicKey() {
    return publicKey;
  }

  /// What was encrypted for this key.
  ///
  /// @throws WireException where it was encrypted for another key or in another way
  public byte[] decrypt(byte[] cipher, OaepAlgorithm algorithm) throws WireException {
    try {
      Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
      rsa.init(Cipher.DECRYPT_MODE, key, algorithm.parameters());
      return rsa.doFinal(cipher);
    } catch (BadPaddingException | IllegalBlockSizeException e) {
      throw new WireException("expected " + algorithm.wireName() + " for our key, found other", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA with OAEP fails in this JDK", e);
    }
  }

  public byte[] sign(byte[] message, SignatureAlgorithm algorithm) {
    try {
      Signature signer = Signature.getInstance(algorithm.jdkName());
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA signatures fail in this JDK", e);
    }
  }

  /// `data` as an X9.31 "private encrypt" block: the old kind of signature that carries its
  /// message.
  ///
  /// @throws IllegalArgumentException where `data` is too long for the key
  public byte[] signX931(byte[] data) {
    int length = (publicKey.bits() + 7) / 8;
    byte[] block = X931.pad(data, length);
    try {
      // The JDK blinds its private operation, as a BigInteger.modPow of ours would not.
      Cipher rsa = Cipher.getInstance("RSA/ECB/NoPadding");
      rsa.init(Cipher.ENCRYPT_MODE, key);
      BigInteger s = new BigInteger(1, rsa.doFinal(block));
      return X931.fixed(s.min(key.getModulus().subtract(s)), length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("plain RSA fails in this JDK", e);
    }
  }

  @Override
  public String toString() {
    return "RsaKey[" + publicKey.bits() + " bits]";
  }
}
