package dev.saltern.lookup.web;

import dev.saltern.job.HiddenCharacters;

/// Text from minions for a page: escaping is the template's business; what is left are characters
/// that a page should not have at all (C0 and C1 controls) or that deceive who reads it
/// ([HiddenCharacters]). They become `?`, as on the command line. Line feeds and tabs stay.
final class PlainText {
  private PlainText() {}

  static String of(String text) {
    return HiddenCharacters.replaced(text);
  }
}
