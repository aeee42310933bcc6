package dev.saltern.lookup.cli;

import dev.saltern.lookup.cli.Palette.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rows of text under headings, each column as wide as its widest cell among those measured and
/// never wider than its bound. Immutable.
final class TextTable {
  private static final String GAP = "  ";
  private static final String CUT = "..";

  /// @param widthMax the most characters of a cell that are shown
  record Column(String heading, int widthMax) {}

  /// A text, made fit for one line of a terminal.
  record Cell(String text, Optional<Colour> colour) {
    Cell {
      text = TerminalText.oneLine(text);
    }

    Cell(String text) {
      this(text, Optional.empty());
    }

    Cell(String text, Colour colour) {
      this(text, Optional.of(colour));
    }
  }

  private final List<Column> columns;
  private final List<Integer> widths;

  TextTable(List<Column> columns, List<List<Cell>> measured) {
    this.columns = columns;
    List<Integer> wide = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      int widest =
          measured.stream().mapToInt(row -> length(row.get(column).text())).max().orElse(0);
      int heading = length(columns.get(i).heading());
      wide.add(Math.max(heading, Math.min(widest, columns.get(i).widthMax())));
    }
    this.widths = List.copyOf(wide);
  }

  String header(Palette palette) {
    return line(columns.stream().map(c -> new Cell(c.heading(), Colour.CYAN)).toList(), palette);
  }

  String line(List<Cell> cells, Palette palette) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      String text = cut(cell.text(), columns.get(i).widthMax());
      line.append(cell.colour().map(colour -> palette.paint(colour, text)).orElse(text));
      if (i < cells.size() - 1) {
        line.repeat(' ', Math.max(0, widths.get(i) - length(text))).append(GAP);
      }
    }
    return line.toString();
  }

  private static String cut(String text, int widthMax) {
    if (length(text) <= widthMax) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, widthMax - CUT.length())) + CUT;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
