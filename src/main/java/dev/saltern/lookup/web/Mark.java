package dev.saltern.lookup.web;

import java.util.Locale;

/// How something stands: a word, a shape (`shape.jte`) and a colour (the style sheet), in this
/// order of importance.
enum Mark {
  FAILED("failed"),
  MISSING("missing"),
  OK("ok"),
  RUNNING("running"),
  CHANGED("changed"),
  PENDING("would change"),
  SKIPPED("skipped");

  private final String word;

  Mark(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  /// The class in the style sheet.
  String css() {
    return name().toLowerCase(Locale.ROOT);
  }
}
