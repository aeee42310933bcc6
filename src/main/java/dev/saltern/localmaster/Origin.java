package dev.saltern.localmaster;

import java.nio.file.Path;

/// Where a setting comes from. Immutable; `toString` is what `saltern check` prints.
public sealed interface Origin {
  /// A line of a file, counted from 1.
  record Line(Path file, int line) implements Origin {
    public Line {
      if (line < 1) {
        throw new IllegalArgumentException("lines count from 1, found " + line);
      }
    }

    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  /// No file: Salt's own default, or what Salt makes up where nothing is set (such as an id).
  record Implied(String how) implements Origin {
    @Override
    public String toString() {
      return how;
    }
  }

  /// What Salt takes where no file says anything.
  Origin DEFAULT = new Implied("default");
}
