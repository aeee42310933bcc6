package dev.saltern.lookup.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The nested layout against what real Salt printed.
class NestedTextTest {
  private static final Path RECORDED =
      Path.of("src", "test", "resources", "golden", "outputters", "recorded.jsonl");

  @Test
  void looksAsSaltPrintedIt() throws Exception {
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (Data.Dict recorded : recorded()) {
      boolean nested = recorded.text("out").orElseThrow().equals("nested");
      if (nested && !recorded.bool("color").orElseThrow()) {
        compared++;
        String expected = recorded.text("text").orElseThrow().replace('\r', '?');
        // Salt takes away what white space stands at the very end.
        String actual = NestedText.text(recorded.get("input").orElseThrow()).stripTrailing();
        if (!actual.equals(expected)) {
          differences.add("expected\n" + expected + "\nactual\n" + actual);
        }
      }
    }

    assertThat(compared).isGreaterThan(100);
    assertThat(differences.size() + " differences:\n" + String.join("\n", differences))
        .isEqualTo("0 differences:\n");
  }

  @Test
  void controlCharactersDoNotReachAPage() {
    assertThat(NestedText.text(Data.dict("a\u001b[2J", "b\u0000\u202ec\td")))
        .isEqualTo("a?[2J:\n    b??c\td");
  }

  private static List<Data.Dict> recorded() throws IOException, dev.saltern.wire.WireException {
    List<Data.Dict> records = new ArrayList<>();
    for (String line : Files.readAllLines(RECORDED)) {
      records.add((Data.Dict) JsonText.read(line));
    }
    return records;
  }
}
