package dev.saltern.wire;

import dev.saltern.job.Data;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Salt's AES envelope under one key string (76 characters of base64: 24 bytes AES-192 key, 32
/// bytes HMAC-SHA256 key): IV, AES-CBC of `pickle::` [nonce] msgpack, HMAC. Thread-safe; `toString`
/// has no key.
///
/// The HMAC is compared, in constant time, before anything is decrypted, so what is wrong after
/// that was made by a holder of the key. As with Salt, an envelope whose plain text does not begin
/// with `pickle::` holds the empty map, whatever else it says.
public final class Crypticle {
  private static final int AES_BYTES = 24;
  private static final int HMAC_BYTES = 32;
  private static final int BLOCK_BYTES = 16;
  private static final int NONCE_BYTES = 32;
  private static final byte[] PREFIX = "pickle::".getBytes(StandardCharsets.US_ASCII);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec aesKey;
  private final SecretKeySpec hmacKey;

  /// @throws WireException where `keyString` is no such key
  public Crypticle(String keyString) throws WireException {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(keyString.strip());
    } catch (IllegalArgumentException _) { // its message would show characters of the key
      throw new WireException("expected a key string in base64, found something else");
    }
    if (key.length != AES_BYTES + HMAC_BYTES) {
      throw new WireException(
          "expected a key of " + (AES_BYTES + HMAC_BYTES) + " bytes, found " + key.length);
    }
    aesKey = new SecretKeySpec(key, 0, AES_BYTES, "AES");
    hmacKey = new SecretKeySpec(key, AES_BYTES, HMAC_BYTES, "HmacSHA256");
  }

  /// A fresh random key string.
  public static String newKeyString() {
    return Base64.getEncoder().encodeToString(random(AES_BYTES + HMAC_BYTES));
  }

  /// The envelope of `value`, with no nonce.
  public byte[] seal(Data value) {
    return seal(value, "", random(BLOCK_BYTES));
  }

  /// The envelope of `value` as a reply to the request that carried `nonce` (32 characters).
  public byte[] seal(Data value, String nonce) {
    if (nonceBytes(nonce).length != NONCE_BYTES) {
      throw new IllegalArgumentException("a nonce has " + NONCE_BYTES + " bytes");
    }
    return seal(value, nonce, random(BLOCK_BYTES));
  }

  byte[] seal(Data value, String nonce, byte[] iv) {
    byte[] plain =
        new MsgpackWriter(DataCodec.Spec.OLD)
            .raw(PREFIX)
            .raw(nonceBytes(nonce))
            .value(value)
            .toBytes();
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, new IvParameterSpec(iv));
      byte[] envelope =
          Arrays.copyOf(iv, BLOCK_BYTES + cipher.getOutputSize(plain.length) + HMAC_BYTES);
      cipher.doFinal(plain, 0, plain.length, envelope, BLOCK_BYTES);
      int signed = envelope.length - HMAC_BYTES;
      System.arraycopy(hmac(envelope, signed), 0, envelope, signed, HMAC_BYTES);
      return envelope;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES or HMAC-SHA256 fails in this JDK", e);
    }
  }

  /// The value inside an envelope without nonce.
  ///
  /// @throws WrongKeyException where the HMAC was made with another key
  public Data open(byte[] envelope) throws WireException {
    return open(envelope, new byte[0]);
  }

  /// The value inside a reply to the request that carried `nonce`.
  ///
  /// @throws WrongKeyException where the HMAC was made with another key
  public Data open(byte[] envelope, String nonce) throws WireException {
    return open(envelope, nonceBytes(nonce));
  }

  private Data open(byte[] envelope, byte[] nonce) throws WireException {
    byte[] plain = decrypt(envelope);
    if (!startsWith(plain, 0, PREFIX)) {
      return Data.Dict.EMPTY;
    }
    if (!startsWith(plain, PREFIX.length, nonce)) {
      throw new WireException("expected the nonce of our request, found another");
    }
    int from = PREFIX.length + nonce.length;
    return DataCodec.decode(plain, from, plain.length, DataCodec.Limits.DEFAULT);
  }

  private byte[] decrypt(byte[] envelope) throws WireException {
    int signed = envelope.length - HMAC_BYTES;
    if (signed < 2 * BLOCK_BYTES) {
      throw new WireException("expected an envelope, found only " + envelope.length + " bytes");
    }
    try {
      byte[] found = Arrays.copyOfRange(envelope, signed, envelope.length);
      if (!MessageDigest.isEqual(hmac(envelope, signed), found)) {
        throw new WrongKeyException("expected the HMAC of our key, found another");
      }
      return cipher(Cipher.DECRYPT_MODE, new IvParameterSpec(envelope, 0, BLOCK_BYTES))
          .doFinal(envelope, BLOCK_BYTES, signed - BLOCK_BYTES);
    } catch (BadPaddingException | javax.crypto.IllegalBlockSizeException e) {
      throw new WireException("expected whole AES blocks and PKCS#7 padding, found neither", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES or HMAC-SHA256 fails in this JDK", e);
    }
  }

  private Cipher cipher(int mode, IvParameterSpec iv) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding"); // PKCS#7 under its older name
    cipher.init(mode, aesKey, iv);
    return cipher;
  }

  private byte[] hmac(byte[] bytes, int length) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(hmacKey);
    mac.update(bytes, 0, length);
    return mac.doFinal();
  }

  private static byte[] nonceBytes(String nonce) {
    return nonce.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean startsWith(byte[] bytes, int from, byte[] expected) {
    return bytes.length - from >= expected.length
        && MessageDigest.isEqual(Arrays.copyOfRange(bytes, from, from + expected.length), expected);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  @Override
  public String toString() {
    return "Crypticle";
  }
}
