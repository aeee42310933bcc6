package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The recordings of what real Salt printed; the README beside them says how they were made.
final class Recorded {
  private Recorded() {}

  static List<Data.Dict> lines(String file) throws Exception {
    List<Data.Dict> records = new ArrayList<>();
    var stream = Recorded.class.getResourceAsStream("/golden/outputters/" + file);
    try (var reader =
        new BufferedReader(
            new InputStreamReader(Objects.requireNonNull(stream), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        records.add((Data.Dict) JsonText.read(line));
      }
    }
    return records;
  }
}
