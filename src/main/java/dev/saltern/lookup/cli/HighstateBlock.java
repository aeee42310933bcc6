package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.lookup.cli.Palette.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The lines about one state in [Highstate].
final class HighstateBlock {
  private static final int WIDTH = 80;
  private static final String MARGIN = " ".repeat(14);
  private static final String UNKNOWN = "?";

  private HighstateBlock() {}

  /// The lines above `Changes`.
  ///
  /// @param tag `pkg_|-id_|-name_|-installed`
  static List<String> lines(String tag, Data.Dict state, Colour colour, Palette palette) {
    String[] parts = tag.split("_\\|-", -1);
    String id = part(parts, 1);
    List<String> lines = new ArrayList<>();
    lines.add(palette.paint(colour, "----------"));
    List<String> fields = new ArrayList<>();
    fields.add("      ID: " + id);
    fields.add("Function: " + part(parts, 0) + "." + part(parts, 3));
    if (!part(parts, 2).equals(id)) {
      fields.add("    Name: " + part(parts, 2));
    }
    fields.add("  Result: " + str(state, "result"));
    fields.add(" Comment: " + comment(state));
    if (state.get("start_time").isPresent()) {
      String duration = str(state, "duration");
      fields.add(" Started: " + str(state, "start_time"));
      fields.add("Duration: " + (duration.isEmpty() ? "" : duration + " ms"));
    }
    for (String field : fields) {
      lines.add("    " + palette.paint(colour, TerminalText.safe(field)));
    }
    return lines;
  }

  /// What a state warns of.
  static Optional<String> warnings(Data.Dict state, Palette palette) {
    return state
        .list("warnings")
        .map(warnings -> String.join("\n", warnings.stream().map(PythonText::str).toList()))
        .map(text -> wrapped(TerminalText.safe(text)))
        .map(text -> "   " + palette.paint(Colour.LIGHT_RED, " Warnings: " + text));
  }

  private static String part(String[] parts, int index) {
    return index < parts.length ? parts[index] : UNKNOWN;
  }

  private static String str(Data.Dict state, String key) {
    return state.get(key).map(PythonText::str).orElse("");
  }

  private static String comment(Data.Dict state) {
    String comment = str(state, "comment").strip().replace("\n", "\n" + MARGIN);
    return switch (state.get("data").orElse(new Data.Seq(List.of()))) {
      case Data.Seq(var items) -> {
        StringBuilder more = new StringBuilder(comment);
        items.forEach(item -> more.append(' ').append(PythonText.str(item)));
        yield more.toString();
      }
      case Data.Dict(var entries) -> {
        StringBuilder more = new StringBuilder(comment);
        entries.forEach(
            (key, value) ->
                more.append("\n\t\t" + PythonText.str(key) + ": " + PythonText.str(value)));
        yield more.toString();
      }
      case Data other -> comment + " " + PythonText.str(other);
    };
  }

  /// Words in lines of [#WIDTH], the first of which stands behind a label.
  private static String wrapped(String text) {
    int room = WIDTH - MARGIN.length();
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      String rest = word;
      if (!line.isEmpty() && line.length() + 1 + rest.length() > room) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (rest.length() > room) {
        lines.add(rest.substring(0, room));
        rest = rest.substring(room);
      }
      line.append(line.isEmpty() ? "" : " ").append(rest);
    }
    lines.add(line.toString());
    return String.join("\n" + MARGIN, lines);
  }
}
