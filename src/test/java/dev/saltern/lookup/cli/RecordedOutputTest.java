package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobLookup.StoredReturn;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import dev.saltern.wire.JsonText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Texts that real Salt 3006.18 printed, against ours for the same values. How they were recorded
/// is in the README beside them.
class RecordedOutputTest {
  private static final Jid JID = new Jid("20261124120000000000");

  @ParameterizedTest
  @ValueSource(strings = {"nested", "json", "yaml", "txt", "raw", "highstate"})
  void looksAsSaltPrintedIt(String out) throws Exception {
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (Data.Dict recorded : Recorded.lines("recorded.jsonl")) {
      if (recorded.text("out").orElseThrow().equals(out)) {
        compared++;
        // Salt lets a carriage return in a key through; ours lets no control character through.
        String expected = recorded.text("text").orElseThrow().replace('\r', '?') + "\n";
        String actual = print(out, recorded);
        if (!actual.equals(expected)) {
          differences.add(
              "input    "
                  + JsonText.write(recorded.get("input").orElseThrow())
                  + "\nexpected\n"
                  + expected
                  + "\nactual\n"
                  + actual);
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
    assertThat(differences.size() + " differences:\n" + String.join("\n", differences))
        .isEqualTo("0 differences:\n");
  }

  private static String print(String out, Data.Dict recorded) throws Exception {
    boolean colour = recorded.bool("color").orElseThrow();
    boolean failed = recorded.integer("retcode").orElseThrow() != 0;
    StringWriter text = new StringWriter();
    Printer printer = new Printer(new PrintWriter(text));
    Style style =
        new Style(colour ? Palette.COLOURED : Palette.PLAIN, 4, true, java.util.List.of());
    Outputter outputter = OutputFormat.named(out).orElseThrow().to(printer, style);
    outputter.begin(new JobSummary(JID, Data.Dict.EMPTY, 0, 0, 0));
    for (Map.Entry<Data, Data> entry : minions(recorded)) {
      MinionId minion = new MinionId(entry.getKey().asText().orElseThrow());
      Data.Dict body = Data.dict("return", entry.getValue(), "out", out);
      outputter.row(new JobRow.Answered(new StoredReturn(JID, minion, "test.x", body, failed, "")));
    }
    outputter.end();
    printer.flush();
    return text.toString();
  }

  /// In the order the job cache has them.
  private static List<Map.Entry<Data, Data>> minions(Data.Dict recorded) {
    return recorded.dict("input").orElseThrow().entries().entrySet().stream()
        .sorted(Comparator.comparing(e -> PythonText.str(e.getKey()), PythonText.ORDER))
        .toList();
  }
}
