package dev.saltern.lookup.cli;

import dev.saltern.lookup.JobFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the records of a list have in common. Immutable.
///
/// @param key the field that names a record: what `--out name` prints
/// @param fields all fields, in the order they are shown in
record RecordShape(String key, List<Field> fields) {
  /// The most characters of a field in `table`.
  private static final int NARROW_MAX = 50;

  /// The most characters of a field in `wide`.
  private static final int WIDE_MAX = 2000;

  /// A job, as [JobFields] has it.
  static final RecordShape JOB = of("jid", JobFields.JOB, List.of());

  /// A minion of a job, as [JobFields] has it.
  static final RecordShape ROW = of("minion", JobFields.ROW, List.of());

  /// @param wide whether `table` leaves it out
  record Field(String name, boolean wide) {}

  RecordShape {
    fields = List.copyOf(fields);
  }

  /// @param names the fields that `table` shows
  /// @param more those that only `wide` shows, and every form for programs
  static RecordShape of(String key, List<String> names, List<String> more) {
    List<Field> fields = new ArrayList<>();
    names.forEach(name -> fields.add(new Field(name, false)));
    more.forEach(name -> fields.add(new Field(name, true)));
    return new RecordShape(key, fields);
  }

  /// All names, in order.
  List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  /// This with these fields alone, in this order; all where there are none.
  ///
  /// @throws IllegalArgumentException for a name that is none; the message lists those there are
  RecordShape only(List<String> wanted) {
    if (wanted.isEmpty()) {
      return this;
    }
    List<String> names = names();
    for (String name : wanted) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "no field '%s'; there are %s".formatted(name, String.join(", ", names)));
      }
    }
    return of(key, wanted, List.of());
  }

  /// The names that a table of this width shows.
  List<String> shown(boolean wide) {
    return fields.stream().filter(f -> wide || !f.wide()).map(Field::name).toList();
  }

  /// Its columns.
  static List<TextTable.Column> columns(List<String> names, boolean wide) {
    return names.stream()
        .map(
            name ->
                new TextTable.Column(
                    name.toUpperCase(Locale.ROOT).replace('_', ' '), wide ? WIDE_MAX : NARROW_MAX))
        .toList();
  }
}
