package dev.saltern.jobcache.mysql;

import java.util.Arrays;

/// What became of the rows read: `read = inserted + improved + present + duplicates + others +
/// skipped`. Confined to one thread.
public final class ImportCounts {
  private final long[] values;
  private final ImportNotes notes;

  ImportCounts() {
    this(new long[What.values().length], new ImportNotes());
  }

  private ImportCounts(long[] values, ImportNotes notes) {
    this.values = values;
    this.notes = notes;
  }

  /// What is counted, in the order of the columns of `salt_import`.
  public enum What {
    /// Rows looked at.
    READ("rows_read"),
    /// New rows.
    INSERTED("inserted"),
    /// Rows of the job cache that were poorer, or a stock writer's, before.
    IMPROVED("improved"),
    /// Already there, as good or better.
    PRESENT("present"),
    /// A second copy in the source of a row that was imported.
    DUPLICATES("duplicates"),
    /// Another answer of the same minion to the same job, equally good: kept beside the row.
    OTHERS("others"),
    /// Not stored; the notes say why.
    SKIPPED("skipped");

    private final String column;

    What(String column) {
      this.column = column;
    }

    /// Its column in `salt_import`, and its key in the report.
    public String column() {
      return column;
    }
  }

  static ImportCounts of(long[] values, ImportNotes notes) {
    return new ImportCounts(values.clone(), notes);
  }

  public long get(What what) {
    return values[what.ordinal()];
  }

  /// What was skipped and why, and what was made up.
  public ImportNotes notes() {
    return notes;
  }

  /// One row more of that kind; the caller counts what is read.
  void add(What what) {
    values[what.ordinal()]++;
    values[What.READ.ordinal()]++;
  }

  void skip(String reason, String example) {
    add(What.SKIPPED);
    notes.skipped(reason, example);
  }

  ImportCounts copy() {
    return new ImportCounts(values.clone(), notes.copy());
  }

  /// What was counted since `before`, without notes.
  public ImportCounts since(ImportCounts before) {
    long[] rest = values.clone();
    Arrays.setAll(rest, i -> values[i] - before.values[i]);
    return new ImportCounts(rest, new ImportNotes());
  }

  @Override
  public String toString() {
    return "ImportCounts" + Arrays.toString(values);
  }
}
