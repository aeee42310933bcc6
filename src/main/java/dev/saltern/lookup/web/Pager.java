package dev.saltern.lookup.web;

/// The way to the other pages of a list.
///
/// @param said what this page has
/// @param first the first page; empty where this is it
/// @param next the next page; empty where this is the last
record Pager(String said, String first, String next) {
  /// A list of one page.
  static final Pager NONE = new Pager("", "", "");

  boolean needed() {
    return !first.isEmpty() || !next.isEmpty();
  }
}
