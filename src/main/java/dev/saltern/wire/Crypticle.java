package dev.saltern.wire;

import dev.saltern.job.Data;

/// Salt's AES envelope under one key string (76 characters of base64: 24 bytes AES-192 key, 32
/// bytes HMAC-SHA256 key): IV, AES-CBC of `pickle::` [nonce] msgpack, HMAC. Thread-safe; `toString`
/// has no key.
public final class Crypticle {
  /// @throws WireException where `keyString` is no such key
  public Crypticle(String keyString) throws WireException {
    throw new IllegalStateException("not yet");
  }

  /// A fresh random key string.
  public static String newKeyString() {
    throw new IllegalStateException("not yet");
  }

  /// The envelope of `value`, with no nonce.
  public byte[] seal(Data value) {
    throw new IllegalStateException("not yet");
  }

  /// The envelope of `value` as a reply to the request that carried `nonce` (32 characters).
  public byte[] seal(Data value, String nonce) {
    throw new IllegalStateException("not yet");
  }

  /// The value inside an envelope without nonce.
  ///
  /// @throws WrongKeyException where the HMAC was made with another key
  public Data open(byte[] envelope) throws WireException {
    throw new IllegalStateException("not yet");
  }

  /// The value inside a reply to the request that carried `nonce`.
  ///
  /// @throws WrongKeyException where the HMAC was made with another key
  public Data open(byte[] envelope, String nonce) throws WireException {
    throw new IllegalStateException("not yet");
  }
}
