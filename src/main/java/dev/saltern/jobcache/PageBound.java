package dev.saltern.jobcache;

/// How much one page may hold.
///
/// @param rows how many rows at the most
/// @param bytes how many bytes of stored JSON; a page has at least one row, however big it is
public record PageBound(int rows, long bytes) {
  /// How many bytes a page has unless told.
  public static final long BYTES_DEFAULT = 8L << 20;

  public PageBound {
    if (rows < 1 || bytes < 1) {
      throw new IllegalArgumentException("a page of " + rows + " rows and " + bytes + " bytes");
    }
  }

  /// So many rows, of [#BYTES_DEFAULT] together.
  public static PageBound ofRows(int rows) {
    return new PageBound(rows, BYTES_DEFAULT);
  }
}
