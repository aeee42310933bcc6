package dev.saltern.wire;

/// A map has a key twice, or two that look alike: only the opened value tells. Thrown and caught
/// within this room.
final class RepeatedKeyException extends WireException {
  private static final long serialVersionUID = 1;

  RepeatedKeyException() {
    super("expected each key of a map once, found one twice");
  }
}
