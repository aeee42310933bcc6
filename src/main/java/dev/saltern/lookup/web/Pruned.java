package dev.saltern.lookup.web;

import dev.saltern.job.Data;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The beginning of a value: as much of it as a page can show. A minion may return 64 MiB; a
/// browser that lays out a tenth of that stops answering.
///
/// @param value what is left: whole entries and items, the last text cut
/// @param cut whether anything is missing
record Pruned(Data value, boolean cut) {
  /// How many characters a page shows of a value, names of keys included.
  static final int CHARACTERS_MAX = 256 << 10;

  /// How many keys, items and lines a page shows of a value.
  static final int LINES_MAX = 6_000;

  /// How deep a page follows a value. A peer may nest deeper than a browser likes.
  static final int DEPTH_MAX = 60;

  private static final String MORE = "…";

  /// The beginning of `value`.
  static Pruned of(Data value) {
    return of(value, CHARACTERS_MAX, LINES_MAX);
  }

  static Pruned of(Data value, int characters, int lines) {
    Cutter cutter = new Cutter(characters, lines);
    Data kept = cutter.cut(value, 0);
    return new Pruned(kept, cutter.cut);
  }

  /// What is still free while a value is walked over. Confined to one value.
  private static final class Cutter {
    private int characters;
    private int lines;
    private boolean cut;

    Cutter(int characters, int lines) {
      this.characters = characters;
      this.lines = lines;
    }

    Data cut(Data value, int depth) {
      return switch (value) {
        case Data.Text(String text) -> new Data.Text(text(text));
        case Data.Seq(var items) -> depth < DEPTH_MAX ? items(items, depth) : tooDeep();
        case Data.Dict(var entries) -> depth < DEPTH_MAX ? entries(entries, depth) : tooDeep();
        case Data.Bytes bytes -> bytes(bytes);
        case Data.Nil _, Data.Bool _, Data.Int _, Data.Real _ -> small(value, 8);
        case Data.BigInt(var big) -> small(value, big.bitLength() / 3);
        case Data.Ext(_, var body) -> small(value, body.value().length);
      };
    }

    private Data small(Data value, int cost) {
      characters -= cost;
      lines--;
      return value;
    }

    private Data tooDeep() {
      cut = true;
      return new Data.Text(MORE);
    }

    private String text(String text) {
      int end = 0;
      int length = Math.min(text.length(), Math.max(characters, 0));
      lines--;
      while (end < length && lines >= 0) {
        if (text.charAt(end) == '\n') {
          lines--;
        }
        end++;
      }
      characters -= end;
      if (end == text.length()) {
        return text;
      }
      cut = true;
      boolean halfOfAPair = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
      return text.substring(0, halfOfAPair ? end - 1 : end) + MORE;
    }

    private Data bytes(Data.Bytes bytes) {
      byte[] all = bytes.value();
      int length = Math.min(all.length, Math.max(characters / 4, 0));
      characters -= length * 4;
      lines--;
      if (length == all.length) {
        return bytes;
      }
      cut = true;
      return new Data.Bytes(java.util.Arrays.copyOf(all, length));
    }

    private Data items(List<Data> items, int depth) {
      List<Data> kept = new ArrayList<>();
      for (Data item : items) {
        if (full()) {
          break;
        }
        kept.add(cut(item, depth + 1));
      }
      return new Data.Seq(kept);
    }

    private Data entries(Map<Data, Data> entries, int depth) {
      Map<Data, Data> kept = new LinkedHashMap<>();
      for (Map.Entry<Data, Data> entry : entries.entrySet()) {
        if (full()) {
          break;
        }
        Data key = cut(entry.getKey(), depth + 1);
        kept.put(key, cut(entry.getValue(), depth + 1));
      }
      return new Data.Dict(kept);
    }

    private boolean full() {
      boolean full = characters <= 0 || lines <= 0;
      cut |= full;
      return full;
    }
  }
}
