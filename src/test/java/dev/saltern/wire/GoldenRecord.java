package dev.saltern.wire;

import dev.saltern.job.Data;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One recorded record: what real Salt sent or wrote, and what that means.
record GoldenRecord(int line, Data.Dict fields) {
  String kind() {
    return text("kind");
  }

  String text(String key) {
    return fields.text(key).orElseThrow(() -> new AssertionError("no text " + key + " in " + this));
  }

  /// Whether the bytes were made by hand to see what a master says to them.
  boolean byHand() {
    return fields.text("note").orElse("").startsWith("by hand");
  }

  boolean has(String key) {
    return fields.get(key).filter(v -> v != Data.Nil.NIL).isPresent();
  }

  /// The bytes under a key that holds base64.
  byte[] raw(String key) {
    return Base64.getDecoder().decode(text(key));
  }

  /// A string that the older recordings have in base64 and the newer ones as it is.
  byte[] secret(String key) {
    String text = text(key);
    byte[] once = Base64.getDecoder().decode(text);
    return once.length == 76 ? once : text.getBytes(StandardCharsets.US_ASCII);
  }

  List<byte[]> raws(String key) {
    return fields.list(key).orElseThrow().stream()
        .map(b -> Base64.getDecoder().decode(b.asText().orElseThrow()))
        .toList();
  }

  /// The value under a key, with bytes where the recording has `{"__bytes__": base64}`.
  Data decoded(String key) {
    return withBytes(fields.get(key).orElseThrow(() -> new AssertionError("no " + key)));
  }

  static Data withBytes(Data value) {
    return switch (value) {
      case Data.Dict d when d.entries().size() == 1 && d.text("__bytes__").isPresent() ->
          new Data.Bytes(Base64.getDecoder().decode(d.text("__bytes__").get()));
      case Data.Dict d when d.entries().size() == 1 && d.text("__str__").isPresent() ->
          new Data.Bytes(Base64.getDecoder().decode(d.text("__str__").get()));
      case Data.Dict(var entries) -> {
        Map<Data, Data> copy = new LinkedHashMap<>();
        entries.forEach((k, v) -> copy.put(k, withBytes(v)));
        yield new Data.Dict(copy);
      }
      case Data.Seq(var items) -> {
        var copy = new ArrayList<Data>();
        items.forEach(item -> copy.add(withBytes(item)));
        yield new Data.Seq(copy);
      }
      // One record has bytes the way Python prints them.
      case Data.Text(String s) when s.equals("b'\\x00\\xff\\xfe'") ->
          new Data.Bytes(new byte[] {0, -1, -2});
      default -> value;
    };
  }

  @Override
  public String toString() {
    return "%s line %d %s".formatted(kind(), line, fields.text("note").orElse("")).strip();
  }
}
