package dev.saltern.wire;

/// An envelope whose HMAC was made with another key: rotated since, or not from a peer of ours.
public final class WrongKeyException extends WireException {
  private static final long serialVersionUID = 1L;

  public WrongKeyException(String message) {
    super(message);
  }
}
