package dev.saltern.app;

import dev.saltern.app.JobComparison.Result;
import dev.saltern.lookup.cli.TerminalText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// A comparison in words.
final class CompareText {
  private static final int NAMES_MAX = 20;

  private CompareText() {}

  static List<String> lines(Result result) {
    return switch (result) {
      case Result.Unknown(var jid) ->
          List.of("UNKNOWN " + jid + " is neither in this master's job cache nor in MySQL");
      case Result.NotHere(var jid, int inMysql) ->
          List.of(
              "UNKNOWN %s is in MySQL (%d returns), not in this master's job cache: cleaned up, or a job of another master"
                  .formatted(jid, inMysql));
      case Result.Compared compared -> compared(compared);
    };
  }

  private static List<String> compared(Result.Compared job) {
    var lines = new ArrayList<String>();
    lines.add(
        "%-7s %s expected %d, in the directory %d, in MySQL %d; missing in MySQL %d, only in MySQL %d, different %d%s"
            .formatted(
                job.isSame() ? "same" : "DIFFERS",
                job.jid(),
                job.expected(),
                job.inDirectory(),
                job.inMysql(),
                job.missing().size(),
                job.extra().size(),
                job.different().size(),
                job.elsewhere() == 0 ? "" : "; of other masters " + job.elsewhere()));
    if (!job.loadInMysql()) {
      lines.add("        MySQL does not know this job");
    }
    names("missing in MySQL", job.missing(), lines);
    names("only in MySQL", job.extra(), lines);
    job.different().entrySet().stream()
        .limit(NAMES_MAX)
        .forEach(
            e ->
                lines.add(
                    "        different: "
                        + TerminalText.oneLine(e.getKey() + ": " + e.getValue())));
    if (job.different().size() > NAMES_MAX) {
      lines.add("        and " + (job.different().size() - NAMES_MAX) + " more");
    }
    return lines;
  }

  private static void names(String what, Collection<?> minions, List<String> lines) {
    if (!minions.isEmpty()) {
      String names =
          minions.stream()
              .limit(NAMES_MAX)
              .map(m -> TerminalText.oneLine(m.toString()))
              .collect(Collectors.joining(", "));
      int more = minions.size() - NAMES_MAX;
      lines.add("        " + what + ": " + names + (more > 0 ? " and " + more + " more" : ""));
    }
  }
}
