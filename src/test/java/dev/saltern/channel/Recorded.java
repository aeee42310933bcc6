package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.RsaKey;
import dev.saltern.wire.WireException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/// One record of what real Salt daemons sent, from the recordings under `golden`.
public record Recorded(String file, int line, Data.Dict fields) {
  public static List<Recorded> all() {
    var records = new ArrayList<>(load("3006.0/captures.jsonl"));
    records.addAll(load("3006.0/captures-extra.jsonl"));
    return List.copyOf(records);
  }

  public static List<Recorded> ofKind(String kind) {
    return all().stream().filter(r -> r.text("kind").equals(kind)).toList();
  }

  private static List<Recorded> load(String file) {
    var stream = Objects.requireNonNull(Recorded.class.getResourceAsStream("/golden/" + file));
    try (var in = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      var records = new ArrayList<Recorded>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        records.add(new Recorded(file, records.size() + 1, (Data.Dict) JsonText.read(line)));
      }
      return records;
    } catch (IOException | WireException e) {
      throw new AssertionError(e);
    }
  }

  public String text(String key) {
    return fields.text(key).orElse("");
  }

  public boolean has(String key) {
    return fields.get(key).filter(v -> v != Data.Nil.NIL).isPresent();
  }

  /// The bytes under a key that holds base64.
  public byte[] raw(String key) {
    return Base64.getDecoder().decode(text(key));
  }

  /// The frames under a key that holds a list of base64.
  public List<byte[]> raws(String key) {
    return fields.list(key).orElseThrow().stream()
        .map(b -> Base64.getDecoder().decode(b.asText().orElseThrow()))
        .toList();
  }

  /// The private key of a peer of the same recording.
  public RsaKey keyOf(String who) throws WireException {
    for (Recorded r : ofKind("rsa_keypair")) {
      if (r.file.equals(file) && r.text("who").equals(who)) {
        return RsaKey.parse(r.text("private_pem"));
      }
    }
    throw new AssertionError("no key of " + who + " in " + file);
  }

  @Override
  public String toString() {
    return "%s:%d %s".formatted(file, line, text("note"));
  }
}
