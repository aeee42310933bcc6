package dev.saltern.lookup.cli;

/// The colours Salt paints its output in, or none. Immutable.
enum Palette {
  PLAIN,
  COLOURED;

  /// The colours in use, with the codes Salt sends for them.
  enum Colour {
    /// Keys.
    CYAN("0;36"),
    /// Text, and what is well.
    GREEN("0;32"),
    /// Keys of what failed.
    RED("0;31"),
    /// Numbers, truth values, nothing; what would change.
    YELLOW("0;1;33"),
    /// Warnings; data that failed to compile.
    LIGHT_RED("0;1;31");

    private final String code;

    Colour(String code) {
      this.code = code;
    }
  }

  /// `text` in a colour.
  String paint(Colour colour, String text) {
    return switch (this) {
      case PLAIN -> text;
      case COLOURED -> "\u001b[" + colour.code + "m" + text + "\u001b[0;0m";
    };
  }
}
