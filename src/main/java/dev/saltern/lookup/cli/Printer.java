package dev.saltern.lookup.cli;

import java.io.PrintWriter;

/// Where data is printed to, line by line. Notices when nobody reads any more. Confined to one
/// thread.
final class Printer {
  /// Nobody reads the output any more, or it cannot be written.
  static final class ClosedException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param what what was written to; nothing for stdout, of which there is nothing to say
    ClosedException(String what) {
      super(what);
    }
  }

  private static final int FLUSH_CHARACTERS = 1 << 16;

  private final PrintWriter out;
  private final String what;
  private int unflushed;
  private boolean inText;
  private String held = "";

  /// @param what the name of a file; empty for stdout
  Printer(PrintWriter out, String what) {
    this.out = out;
    this.what = what;
  }

  /// A printer to stdout or stderr.
  Printer(PrintWriter out) {
    this(out, "");
  }

  /// Prints a text as it is.
  void print(String text) throws ClosedException {
    out.write(text);
    unflushed += text.length();
    if (unflushed > FLUSH_CHARACTERS) {
      flush();
    }
  }

  /// Prints a line; its end is a line feed everywhere.
  void line(String text) throws ClosedException {
    print(text);
    print("\n");
  }

  /// Prints text line by line, as [#print], but for the white space at the very end of it all,
  /// which Salt cuts off: that waits for what comes next.
  void text(String text) throws ClosedException {
    inText = true;
    String all = held + text;
    String solid = all.stripTrailing();
    print(solid);
    held = all.substring(solid.length());
  }

  /// Ends what [#text] printed with one line feed.
  void endText() throws ClosedException {
    if (inText) {
      line("");
    }
    inText = false;
    held = "";
  }

  /// Hands over what was printed, the end of a text included: nothing more may come for a while.
  void settle() throws ClosedException {
    endText();
    flush();
  }

  /// Hands over what was printed.
  void flush() throws ClosedException {
    unflushed = 0;
    if (out.checkError()) {
      throw new ClosedException(what);
    }
  }
}
