package dev.saltern.jobcache.mysql;

import java.util.EnumMap;
import java.util.Map;

/// What became of the rows read: `read = inserted + improved + present + duplicates + others +
/// skipped`. Confined to one thread.
public final class ImportCounts {
  private final Map<What, Long> values = new EnumMap<>(What.class);
  private final ImportNotes notes;

  ImportCounts() {
    this(Map.of(), new ImportNotes());
  }

  ImportCounts(Map<What, Long> values, ImportNotes notes) {
    this.values.putAll(values);
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

  public long get(What what) {
    return values.getOrDefault(what, 0L);
  }

  /// What was skipped and why, and what was made up.
  public ImportNotes notes() {
    return notes;
  }

  /// One row more of that kind; the caller counts what is read.
  void add(What what) {
    values.merge(what, 1L, Long::sum);
    values.merge(What.READ, 1L, Long::sum);
  }

  void skip(String reason, String example) {
    add(What.SKIPPED);
    notes.skipped(reason, example);
  }

  ImportCounts copy() {
    return new ImportCounts(values, notes.copy());
  }

  /// What was counted since `before`, without notes.
  public ImportCounts since(ImportCounts before) {
    ImportCounts rest = new ImportCounts();
    for (What what : What.values()) {
      rest.values.put(what, get(what) - before.get(what));
    }
    return rest;
  }

  @Override
  public String toString() {
    return "ImportCounts" + values;
  }
}
