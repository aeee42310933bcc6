package dev.saltern.lookup.web;

/// What a list without entries says, and what to do about it.
///
/// @param command what to type next; empty for nothing
/// @param href where a link leads; empty for none
record Empty(String title, String text, String command, String href, String link) {
  /// Nothing was ever recorded.
  static Empty nothingYet(String title, String text, String command) {
    return new Empty(title, text, command, "", "");
  }

  /// Filters that let nothing through.
  static Empty noMatch(String what, String clear) {
    return new Empty(
        "No " + what + " matches these filters",
        "Every filter has to match. Take one away, or widen the time.",
        "",
        clear,
        "Clear the filters");
  }
}
