package dev.saltern.wire;

import dev.saltern.job.Data;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Salt values as JSON text the way the stock returners write it: `", "` and `": "` between,
/// non-ASCII characters as they are, one line. Every value has a text that Python's `json.loads`
/// takes: bytes become text with replacement characters, other keys their text, ext 78 its ISO
/// time, NaN and the infinities as Python writes them. Thread-safe.
public final class JsonText {
  private JsonText() {}

  /// The text of `value`, order kept.
  ///
  /// @throws IllegalArgumentException where it is nested deeper than any value that was decoded
  public static String write(Data value) {
    return new JsonWriter().value(value).text();
  }

  /// The text of `value` in UTF-8, encoded once.
  ///
  /// @throws IllegalArgumentException where it is nested deeper than any value that was decoded
  public static byte[] bytes(Data value) {
    return new JsonWriter().value(value).bytes();
  }

  /// As [#bytes], and where in it the value under a text key of the map is.
  public static JsonSlice slice(Data.Dict value, String key) {
    JsonWriter writer = new JsonWriter();
    int[] found = writer.dict(value.entries(), key);
    return new JsonSlice(writer.bytes(), found[0], found[1]);
  }

  /// Writes the text of `value` piece by piece, as the JSON of RFC 8259: what [#write] writes, but
  /// NaN and the infinities as text. No piece has more than some thousand characters.
  ///
  /// @throws IllegalArgumentException where it is nested deeper than any value that was decoded
  public static void write(Data value, Appendable to) throws IOException {
    try {
      JsonWriter writer = new JsonWriter(to);
      writer.value(value).end();
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  /// The value a JSON text holds; takes what stock writers write, `NaN` and big integers too.
  public static Data read(String json) throws WireException {
    return JsonReader.read(json);
  }
}
