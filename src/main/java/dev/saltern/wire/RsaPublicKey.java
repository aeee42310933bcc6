package dev.saltern.wire;

/// A peer's public RSA key. Immutable, thread-safe.
public final class RsaPublicKey {
  private RsaPublicKey() {}

  /// The key in a PEM text (`PUBLIC KEY` or `RSA PUBLIC KEY`).
  public static RsaPublicKey parse(String pem) throws WireException {
    throw new IllegalStateException("not yet");
  }

  /// The PEM text as Salt writes it, with LF.
  public String pem() {
    throw new IllegalStateException("not yet");
  }

  /// The fingerprint Salt shows for a key file: colon-separated hex SHA-256 over the PEM body
  /// lines.
  public String fingerprint() {
    throw new IllegalStateException("not yet");
  }

  /// `plain` encrypted so that only the key's holder can read it.
  public byte[] encrypt(byte[] plain, OaepAlgorithm algorithm) {
    throw new IllegalStateException("not yet");
  }

  /// Whether `signature` was made over `message` by the key's holder.
  public boolean verify(byte[] message, byte[] signature, SignatureAlgorithm algorithm) {
    throw new IllegalStateException("not yet");
  }

  /// The bytes inside an X9.31 "private encrypt" block.
  public byte[] recoverX931(byte[] signature) throws WireException {
    throw new IllegalStateException("not yet");
  }
}
