package dev.saltern.channel;

/// A request without an answer that can be trusted to be its own: none in time, the connection
/// broke, or what came was no answer. The peer may have acted on the request all the same.
public final class NoReplyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  public NoReplyException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /// Why, in one sentence.
  public String reason() {
    return reason;
  }
}
