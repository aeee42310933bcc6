package dev.saltern.app;

import dev.saltern.job.Data;
import dev.saltern.jobcache.mysql.ImportCounts;
import dev.saltern.jobcache.mysql.ImportCounts.What;
import dev.saltern.jobcache.mysql.ImportNotes;
import dev.saltern.jobcache.mysql.ImportNotes.Note;
import dev.saltern.jobcache.mysql.ImportReport;
import dev.saltern.lookup.cli.TerminalText;
import dev.saltern.wire.JsonPretty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What an import did, as text and as JSON.
final class ImportText {
  private static final String FORMAT = "%-14s %12s %12s %10s %12s %11s %8s %8s";
  private static final int INDENT = 4;

  /// Rows a second that an import wrote when it was measured: for the estimate of a dry run.
  private static final double ROWS_A_SECOND = 2_000;

  private ImportText() {}

  static List<String> lines(ImportReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        FORMAT.formatted(
            "", "read", "inserted", "improved", "there before", "duplicates", "others", "skipped"));
    for (ImportReport.Part part : report.parts()) {
      lines.add(line(part.name(), part.total()));
      if (part.now().get(What.READ) != part.total().get(What.READ)) {
        lines.add(line("  of this run", part.now()));
      }
    }
    for (ImportReport.Part part : report.parts()) {
      part.since().ifPresent(t -> lines.add(part.name() + ": nothing older than " + t));
      notes(lines, part.name(), "skipped", part.total().notes().skipped());
      notes(lines, part.name(), "imported", part.total().notes().remarks());
    }
    lines.add(end(report));
    return lines;
  }

  private static String line(String name, ImportCounts counts) {
    List<Object> words = new ArrayList<>();
    words.add(name);
    for (What what : What.values()) {
      words.add(counts.get(what));
    }
    return FORMAT.formatted(words.toArray());
  }

  private static void notes(List<String> lines, String part, String what, Map<String, Note> notes) {
    notes.forEach(
        (reason, note) -> {
          lines.add(
              TerminalText.oneLine("%s: %d %s: %s".formatted(part, note.count(), what, reason)));
          note.examples().forEach(example -> lines.add("    " + TerminalText.oneLine(example)));
        });
  }

  private static String end(ImportReport report) {
    double seconds = report.took().toMillis() / 1000.0;
    if (report.dryRun()) {
      long rows = report.parts().stream().mapToLong(p -> p.now().get(What.READ)).sum();
      Duration about = Duration.ofSeconds((long) (rows / ROWS_A_SECOND) + 1);
      return String.format(
          Locale.ROOT,
          "dry run: nothing was changed. Read in %.1f s; an import would take about %s",
          seconds,
          about.toString().substring(2).toLowerCase(Locale.ROOT));
    }
    return String.format(
        Locale.ROOT, "done in %.1f s, %d day partitions made", seconds, report.partitions());
  }

  static String json(ImportReport report) {
    Data.Dict tables = Data.Dict.EMPTY;
    for (ImportReport.Part part : report.parts()) {
      Data.Dict table =
          counts(part.total())
              .with("this_run", counts(part.now()))
              .with("skipped_reasons", ImportNotes.data(part.total().notes().skipped()))
              .with("remarks", ImportNotes.data(part.total().notes().remarks()))
              .with("passes", Data.of(part.pass()))
              .with("horizon", Data.of(part.horizon()))
              .with("since", Data.of(part.since().map(Object::toString).orElse("")));
      tables = tables.with(part.name(), table);
    }
    Data.Dict all =
        Data.dict(
            "source", report.source(),
            "dry_run", report.dryRun(),
            "tables", tables,
            "partitions_made", report.partitions(),
            "seconds", report.took().toMillis() / 1000.0);
    return JsonPretty.write(all, INDENT) + "\n";
  }

  private static Data.Dict counts(ImportCounts counts) {
    Data.Dict all = Data.Dict.EMPTY;
    for (What what : What.values()) {
      all = all.with(what.column(), Data.of(counts.get(what)));
    }
    return all;
  }
}
