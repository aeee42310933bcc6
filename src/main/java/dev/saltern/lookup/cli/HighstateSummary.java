package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.lookup.cli.Palette.Colour;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// The counts at the end of [Highstate]. Confined to one value.
final class HighstateSummary {
  private static final int LABEL_WIDTH = "Succeeded".length();

  private int succeeded;
  private int unchanged;
  private int failed;
  private int other;
  private int warnings;
  private int changed;
  private double serialMillis;
  private double parallelMillis;

  void add(Data.Dict state, boolean isChanged) {
    switch (state.get("result").orElseThrow()) {
      case Data.Bool(boolean ok) when ok -> succeeded++;
      case Data.Bool _ -> failed++;
      case Data.Nil _ -> unchanged++;
      case Data _ -> other++;
    }
    changed += isChanged ? 1 : 0;
    warnings += state.get("warnings").isPresent() ? 1 : 0;
    double millis = millis(state).orElse(0);
    // States that ran side by side took as long as the longest.
    if (state.get("__parallel__").isPresent()) {
      parallelMillis = Math.max(parallelMillis, millis);
    } else {
      serialMillis += millis;
    }
  }

  boolean changed() {
    return changed > 0;
  }

  List<String> lines(String minion, Palette palette) {
    int total = succeeded + unchanged + failed + other;
    int width = LABEL_WIDTH + widest() + 2;
    String rule = "-".repeat(width);
    List<String> lines = new ArrayList<>();
    lines.add(palette.paint(Colour.CYAN, "\nSummary for " + minion + "\n" + rule));
    lines.add(
        palette.paint(Colour.GREEN, count("Succeeded", succeeded + unchanged, width))
            + changes(palette));
    lines.add(palette.paint(failed > 0 ? Colour.RED : Colour.CYAN, count("Failed", failed, width)));
    if (warnings > 0) {
      lines.add(palette.paint(Colour.LIGHT_RED, count("Warnings", warnings, width)));
    }
    String states = right(Integer.toString(total), width - 7);
    lines.add(palette.paint(Colour.CYAN, rule + "\nTotal states run: " + states));
    lines.add(palette.paint(Colour.CYAN, "Total run time: " + time(width - 5)));
    return lines;
  }

  private int widest() {
    return IntStream.of(succeeded, unchanged, failed, other, warnings)
        .filter(count -> count > 0)
        .map(count -> Integer.toString(count).length())
        .max()
        .orElse(0);
  }

  private String changes(Palette palette) {
    List<String> parts = new ArrayList<>();
    if (unchanged > 0) {
      parts.add(palette.paint(Colour.YELLOW, "unchanged=" + unchanged));
    }
    if (changed > 0) {
      parts.add(palette.paint(Colour.GREEN, "changed=" + changed));
    }
    return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
  }

  private String time(int width) {
    double sum = serialMillis + parallelMillis;
    boolean seconds = sum > 999;
    // Python rounds the exact binary value, which 1.0045 is a little below.
    BigDecimal number = new BigDecimal(seconds ? sum / 1000 : sum);
    String text = number.setScale(3, RoundingMode.HALF_EVEN).toPlainString();
    return right(text, width) + (seconds ? " s" : " ms");
  }

  private static String count(String label, int count, int width) {
    return label + ": " + right(Integer.toString(count), width - label.length() - 2);
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /// A duration is a number, or (from old minions) a text `1.5 ms`.
  private static OptionalDouble millis(Data.Dict state) {
    String text = state.get("duration").map(PythonText::str).orElse("0");
    String number = text.replaceFirst(" ms.*$", "").strip();
    return number.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?")
        ? OptionalDouble.of(Double.parseDouble(number))
        : OptionalDouble.empty();
  }
}
