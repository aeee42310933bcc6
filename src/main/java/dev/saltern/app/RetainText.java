package dev.saltern.app;

import dev.saltern.jobcache.mysql.RetainReport;
import dev.saltern.lookup.cli.TerminalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a clean-up did, as text.
final class RetainText {
  private static final String FORMAT = "%-10s  %-16s  %-6s  %10s  %12s  %9s";

  private RetainText() {}

  /// A table with a line a day and class, and their sum.
  ///
  /// @param verb `went` or `would go`
  static List<String> lines(RetainReport report, String verb) {
    var lines = new ArrayList<String>();
    if (report.lines().isEmpty()) {
      return List.of("nothing " + verb);
    }
    lines.add(FORMAT.formatted("day", "class", "by", "jobs", "rows", "about"));
    long jobs = 0;
    long rows = 0;
    long bytes = 0;
    for (RetainReport.Line line : report.lines()) {
      lines.add(
          FORMAT.formatted(
              day(line.day()),
              TerminalText.oneLine(line.what()),
              line.by().name().toLowerCase(Locale.ROOT),
              line.jobs(),
              line.rows(),
              bytes(line.bytes())));
      jobs += line.jobs();
      rows += line.rows();
      bytes += line.bytes();
    }
    lines.add("%d jobs, %d rows, about %s %s".formatted(jobs, rows, bytes(bytes), verb));
    return lines;
  }

  /// What is in the way.
  static List<String> blocks(RetainReport report) {
    var lines = new ArrayList<>(report.blocks());
    int more = report.blocked() - lines.size();
    if (more > 0) {
      lines.add("and " + more + " more");
    }
    return lines;
  }

  private static String day(String partition) {
    return switch (partition) {
      case "" -> "-";
      case "pfirst" -> "older";
      case "pmax" -> "no date";
      default ->
          partition.substring(1, 5)
              + "-"
              + partition.substring(5, 7)
              + "-"
              + partition.substring(7, 9);
    };
  }

  private static String bytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double amount = bytes;
    int unit = 0;
    while (amount >= 1024 && unit < units.length - 1) {
      amount /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", amount, units[unit]);
  }
}
