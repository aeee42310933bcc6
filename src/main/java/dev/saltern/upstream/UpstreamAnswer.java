package dev.saltern.upstream;

/// What became of a message to a MoM. Immutable.
public sealed interface UpstreamAnswer {
  /// The MoM has it.
  record Acked() implements UpstreamAnswer {}

  /// The MoM answered and did not take it; the same again may fare no better.
  record Refused(String why) implements UpstreamAnswer {}

  /// No answer that counts; the MoM may have it all the same.
  record Unreachable(String why) implements UpstreamAnswer {}
}
