package dev.saltern;

/// The outcome of looking at one part: fine, or not, with a sentence for an operator. Immutable.
///
/// @param name what was looked at, such as `mysql` or `event bus`
/// @param ok whether it is as it should be
/// @param message what was found, and where it is not `ok`, what mends it
public record Check(String name, boolean ok, String message) {
  /// A part that is as it should be.
  public static Check ok(String name, String message) {
    return new Check(name, true, message);
  }

  /// A part that is not as it should be.
  public static Check failed(String name, String message) {
    return new Check(name, false, message);
  }
}
