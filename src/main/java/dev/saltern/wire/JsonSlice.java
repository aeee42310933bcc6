package dev.saltern.wire;

/// JSON text in UTF-8, and a value within it. The bytes are not copied: whoever has them does not
/// change them.
///
/// @param from where the value begins
/// @param to where it ends; `from` where there is none
public record JsonSlice(byte[] json, int from, int to) {
  public JsonSlice {
    if (from < 0 || to < from || to > json.length) {
      throw new IllegalArgumentException(
          "expected a slice of " + json.length + " bytes, found " + from + " to " + to);
    }
  }
}
