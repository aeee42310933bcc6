package dev.saltern.wire;

/// A private RSA key of ours with its public half. Immutable, thread-safe; `toString` has no key.
public final class RsaKey {
  private RsaKey() {}

  /// The key in a PEM text (`RSA PRIVATE KEY` or `PRIVATE KEY`).
  public static RsaKey parse(String pem) throws WireException {
    throw new IllegalStateException("not yet");
  }

  /// A fresh key; Salt's default is 2048 bits.
  public static RsaKey generate(int bits) {
    throw new IllegalStateException("not yet");
  }

  /// The PEM text as Salt reads it (`RSA PRIVATE KEY`).
  public String pem() {
    throw new IllegalStateException("not yet");
  }

  public RsaPublicKey publicKey() {
    throw new IllegalStateException("not yet");
  }

  public byte[] decrypt(byte[] cipher, OaepAlgorithm algorithm) throws WireException {
    throw new IllegalStateException("not yet");
  }

  public byte[] sign(byte[] message, SignatureAlgorithm algorithm) {
    throw new IllegalStateException("not yet");
  }

  /// `data` as an X9.31 "private encrypt" block: the old kind of signature that carries its
  /// message.
  public byte[] signX931(byte[] data) {
    throw new IllegalStateException("not yet");
  }
}
