package dev.saltern.localmaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/// One record of what real Salt 3006.0 daemons sent and wrote.
record Recorded(Data.Dict fields) {
  private static final String FILE = "/golden/3006.0/captures-extra.jsonl";

  static List<Recorded> ofKind(String kind) {
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Recorded.class.getResourceAsStream(FILE)), UTF_8))) {
      var found = new ArrayList<Recorded>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        var recorded = new Recorded((Data.Dict) JsonText.read(line));
        if (recorded.text("kind").equals(kind)) {
          found.add(recorded);
        }
      }
      if (found.isEmpty()) {
        throw new AssertionError("no " + kind + " in " + FILE);
      }
      return found;
    } catch (IOException | WireException e) {
      throw new AssertionError(FILE, e);
    }
  }

  String text(String field) {
    return fields.text(field).orElseThrow(() -> new AssertionError("no text " + field));
  }

  Data.Dict dict(String field) {
    return fields.dict(field).orElseThrow(() -> new AssertionError("no map " + field));
  }

  List<Data> list(String field) {
    return fields.list(field).orElseThrow(() -> new AssertionError("no list " + field));
  }

  byte[] bytes(String field) {
    return Base64.getDecoder().decode(text(field));
  }
}
