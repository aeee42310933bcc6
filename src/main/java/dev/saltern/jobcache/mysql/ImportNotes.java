package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Why rows were skipped, and what was made up for others: how often, and the first of each kind.
/// Confined to one thread.
public final class ImportNotes {
  /// How many examples of a kind are kept.
  static final int EXAMPLES_MAX = 10;

  /// How many kinds there may be: all are ours but what a server says.
  private static final int KINDS_MAX = 50;

  private static final int EXAMPLE_CHARACTERS_MAX = 200;
  private static final String MORE_KINDS = "other reasons";

  private final Map<String, Note> skipped = new LinkedHashMap<>();
  private final Map<String, Note> remarks = new LinkedHashMap<>();

  /// A kind of row.
  ///
  /// @param examples the first [#EXAMPLES_MAX]: keys of rows, never what is in them
  public record Note(long count, List<String> examples) {
    public Note {
      examples = List.copyOf(examples);
    }

    Note and(String example) {
      List<String> more = new ArrayList<>(examples);
      if (more.size() < EXAMPLES_MAX) {
        more.add(Column.cut(example, EXAMPLE_CHARACTERS_MAX));
      }
      return new Note(count + 1, more);
    }
  }

  /// By reason, in the order in which they came up.
  public Map<String, Note> skipped() {
    return Collections.unmodifiableMap(skipped);
  }

  /// By remark.
  public Map<String, Note> remarks() {
    return Collections.unmodifiableMap(remarks);
  }

  void skipped(String reason, String example) {
    add(skipped, reason, example);
  }

  void remark(String what, String example) {
    add(remarks, what, example);
  }

  private static void add(Map<String, Note> notes, String what, String example) {
    String key = notes.containsKey(what) || notes.size() < KINDS_MAX ? what : MORE_KINDS;
    notes.merge(
        key,
        new Note(1, List.of(Column.cut(example, EXAMPLE_CHARACTERS_MAX))),
        (a, b) -> a.and(example));
  }

  ImportNotes copy() {
    ImportNotes copy = new ImportNotes();
    copy.skipped.putAll(skipped);
    copy.remarks.putAll(remarks);
    return copy;
  }

  String json() {
    return JsonText.write(Data.dict("skipped", data(skipped), "remarks", data(remarks)));
  }

  /// A map of kind to count and examples, as in the report.
  public static Data.Dict data(Map<String, Note> notes) {
    Data.Dict all = Data.Dict.EMPTY;
    for (Map.Entry<String, Note> note : notes.entrySet()) {
      all =
          all.with(
              note.getKey(),
              Data.dict("count", note.getValue().count, "examples", note.getValue().examples));
    }
    return all;
  }

  /// What [#json] wrote.
  static ImportNotes read(String json) {
    ImportNotes notes = new ImportNotes();
    try {
      if (JsonText.read(json) instanceof Data.Dict all) {
        read(all.dict("skipped").orElse(Data.Dict.EMPTY), notes.skipped);
        read(all.dict("remarks").orElse(Data.Dict.EMPTY), notes.remarks);
      }
    } catch (WireException e) {
      throw new IllegalStateException("salt_import.notes is no longer what we wrote", e);
    }
    return notes;
  }

  private static void read(Data.Dict from, Map<String, Note> to) {
    for (Map.Entry<Data, Data> entry : from.entries().entrySet()) {
      if (entry.getValue() instanceof Data.Dict note) {
        List<String> examples =
            note.list("examples").orElse(List.of()).stream()
                .flatMap(e -> e.asText().stream())
                .toList();
        to.put(
            entry.getKey().asText().orElse(""),
            new Note(note.integer("count").orElse(0L), examples));
      }
    }
  }
}
