package dev.saltern.lookup.cli;

import java.util.List;

/// How an output is to look.
///
/// @param indent spaces a level, where the form has such; negative: JSON on one line
/// @param returnsOnly whether JSON and YAML of a job are only what each minion returned, without
///   the job around it
/// @param fields the fields to show, in this order; none: all
record Style(Palette palette, int indent, boolean returnsOnly, List<String> fields) {
  static final int INDENT_DEFAULT = 4;
  static final Style DEFAULT = new Style(Palette.PLAIN, INDENT_DEFAULT, false, List.of());

  Style {
    fields = List.copyOf(fields);
  }
}
