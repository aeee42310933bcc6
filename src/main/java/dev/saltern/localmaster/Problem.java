package dev.saltern.localmaster;

/// One thing that is wrong in Salt's configuration. Immutable.
///
/// @param where the file, with a line where there is one
/// @param key the setting it is about; empty where it is about the file
/// @param message what was expected and what was found; never a secret
public record Problem(String where, String key, String message) {
  @Override
  public String toString() {
    return where + ": " + (key.isEmpty() ? "" : key + ": ") + message;
  }
}
