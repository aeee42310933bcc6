package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.lookup.cli.Palette.Colour;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What state runs returned, laid out as Salt's `highstate` does with its default settings (full
/// output, every state, times): a block for each state in the order they ran, then a summary.
///
/// Confined to one value.
final class Highstate {
  /// How deep runs within runs (orchestrations) are followed.
  private static final int DEPTH_MAX = 20;

  private static final String MARGIN = " ".repeat(14);
  private static final Set<String> RUNS_OF_STATES =
      Set.of("state.orch", "state.orchestrate", "state.sls");

  private final Palette palette;
  private final int depth;
  private final List<String> lines = new ArrayList<>();
  private Colour host = Colour.GREEN;

  private Highstate(Palette palette, int depth) {
    this.palette = palette;
    this.depth = depth;
  }

  /// The lines for one minion, without the last line feed.
  static String text(String minion, Data value, Palette palette) {
    return new Highstate(palette, 1).minion(minion, value).text();
  }

  /// @param changed whether anything was
  private record Block(String text, boolean changed) {}

  private Block minion(String minion, Data value) {
    String name = TerminalText.safe(minion);
    boolean changed = false;
    switch (value) {
      case Data.Text(String text) -> {
        changed = true;
        PythonLines.of(text).forEach(this::plain);
        host = Colour.CYAN;
      }
      case Data.Bool _, Data.Int _, Data.BigInt _ -> {
        changed = true;
        plain(PythonText.str(value));
        host = Colour.CYAN;
      }
      case Data.Seq(var problems) -> notCompiled(problems);
      case Data.Dict dict -> changed = states(name, dict);
      case Data.Nil _, Data.Real _, Data.Bytes _, Data.Ext _ -> {}
    }
    lines.addFirst(palette.paint(host, name + ":"));
    return new Block(String.join("\n", lines), changed);
  }

  private void plain(String line) {
    lines.add(palette.paint(Colour.GREEN, "    " + TerminalText.safe(line)));
  }

  private void notCompiled(List<Data> problems) {
    host = Colour.LIGHT_RED;
    lines.add("    " + palette.paint(host, "Data failed to compile:"));
    for (Data problem : problems) {
      String text = TerminalText.safe(PythonText.str(problem));
      lines.add(palette.paint(host, "----------\n    " + text));
    }
  }

  private boolean states(String minion, Data.Dict dict) {
    List<Map.Entry<String, Data.Dict>> states = new ArrayList<>();
    dict.entries().forEach((tag, state) -> collect(PythonText.str(tag), state, states));
    states.sort(Comparator.comparing(e -> e.getValue().integer("__run_num__").orElse(0L)));
    HighstateSummary summary = new HighstateSummary();
    for (Map.Entry<String, Data.Dict> entry : states) {
      Data.Dict state = entry.getValue();
      Block changes = changes(state);
      summary.add(state, changes.changed());
      Colour colour = colour(state, changes.changed());
      if (colour == Colour.RED || colour == Colour.YELLOW) {
        host = colour;
      }
      lines.addAll(HighstateBlock.lines(entry.getKey(), state, colour, palette));
      lines.add(palette.paint(colour, "     Changes:   " + changes.text()));
      HighstateBlock.warnings(state, palette).ifPresent(lines::add);
    }
    lines.addAll(summary.lines(minion, palette));
    return summary.changed();
  }

  private void collect(String tag, Data state, List<Map.Entry<String, Data.Dict>> states) {
    if (!(state instanceof Data.Dict fields)) {
      return;
    }
    if (!tag.equals("changes")
        && !fields.entries().isEmpty()
        && fields.get("__run_num__").isEmpty()) {
      lines.addFirst(TerminalText.safe(PythonText.repr(fields)));
      lines.addFirst(
          "The State execution failed to record the order in which all states were executed. The"
              + " state return missing data is:");
    }
    if (fields.get("result").isPresent()) {
      states.add(Map.entry(tag, fields));
    }
  }

  private static Colour colour(Data.Dict state, boolean changed) {
    return switch (state.get("result").orElseThrow()) {
      case Data.Bool(boolean ok) when !ok -> Colour.RED;
      case Data.Nil _ -> Colour.YELLOW;
      case Data _ -> changed ? Colour.CYAN : Colour.GREEN;
    };
  }

  private Block changes(Data.Dict state) {
    Data changes = state.get("changes").orElse(Data.Nil.NIL);
    if (depth < DEPTH_MAX && state.text("name").filter(RUNS_OF_STATES::contains).isPresent()) {
      String indent = MARGIN.repeat(depth);
      return new Block(indent + ("\n" + run(changes)).replace("\n", "\n" + indent), true);
    }
    if (!PythonText.isTrue(changes)) {
      return new Block("", false);
    }
    if (!(changes instanceof Data.Dict dict)) {
      String text = TerminalText.safe(PythonText.str(changes));
      return new Block("Invalid Changes data: " + text, true);
    }
    boolean highstate = dict.text("out").filter("highstate"::equals).isPresent();
    if (depth < DEPTH_MAX
        && highstate
        && dict.get("ret").orElse(Data.Nil.NIL) instanceof Data.Dict r) {
      return minions(r);
    }
    String nested = Nested.text(changes, palette, false, MARGIN.length());
    return new Block("\n" + nested.stripTrailing(), true);
  }

  /// The minions that a state of an orchestration ran states on.
  private Block minions(Data.Dict minions) {
    StringBuilder text = new StringBuilder();
    boolean changed = false;
    for (Map.Entry<Data, Data> each : minions.entries().entrySet()) {
      Block block =
          new Highstate(palette, depth + 1).minion(PythonText.str(each.getKey()), each.getValue());
      text.append("\n" + MARGIN).append(block.text().replace("\n", "\n" + MARGIN));
      changed |= block.changed();
    }
    return new Block(text.toString(), changed);
  }

  /// What an orchestration within an orchestration returned.
  private String run(Data changes) {
    Data inner = changes instanceof Data.Dict outer ? outer.get("return").orElse(changes) : changes;
    inner = inner instanceof Data.Dict outer ? outer.get("data").orElse(inner) : inner;
    if (!(inner instanceof Data.Dict minions)) {
      return TerminalText.safe(PythonText.str(inner));
    }
    List<String> blocks = new ArrayList<>();
    minions
        .without("retcode")
        .entries()
        .forEach(
            (minion, value) ->
                blocks.add(
                    new Highstate(palette, depth + 1)
                        .minion(PythonText.str(minion), value)
                        .text()));
    return String.join("\n", blocks);
  }
}
