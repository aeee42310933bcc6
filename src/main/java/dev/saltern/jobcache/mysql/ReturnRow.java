package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Source;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.Outcome;
import dev.saltern.jobcache.ReturnBody;
import dev.saltern.jobcache.ReturnEntry;
import dev.saltern.jobcache.ReturnKey;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A row of `salt_returns` as we would have it.
record ReturnRow(ReturnEntry entry) implements Comparable<ReturnRow> {
  private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);
  private static final byte[] STAND_IN = "{\"return\": ".getBytes(StandardCharsets.UTF_8);

  /// @param bytesMax over how many bytes of JSON the server at hand takes a return in parts only
  static ReturnRow of(ReturnEntry entry, int bytesMax) throws JobCacheRejectedException {
    String what = "the return of " + entry.key().id() + " to job " + entry.key().jid();
    Column.requireDistinct(entry.key().id().text(), "the minion id in " + what);
    if (entry.said().body() instanceof ReturnBody.Whole(byte[] json, int _, int _)
        && json.length > bytesMax) {
      return new ReturnRow(entry.with(inParts(json, what)));
    }
    return new ReturnRow(entry);
  }

  /// What was rendered before it was known how little the server takes.
  private static ReturnBody inParts(byte[] json, String what) throws JobCacheRejectedException {
    Data.Dict standIn = ReturnBody.standIn(dict(json, what), json.length);
    var slice = JsonText.slice(standIn, "return");
    return new ReturnBody.Parts(
        ReturnBody.compressed(json),
        json.length,
        new ReturnBody.Whole(slice.json(), slice.from(), slice.to()));
  }

  private static Data.Dict dict(byte[] json, String what) throws JobCacheRejectedException {
    try {
      if (JsonText.read(new String(json, StandardCharsets.UTF_8)) instanceof Data.Dict full) {
        return full;
      }
      throw new WireException("expected a map");
    } catch (WireException e) {
      throw new JobCacheRejectedException(what + " cannot be read as JSON", e);
    }
  }

  /// The whole return load, read from its JSON: rarely needed.
  Data.Dict load() throws JobCacheRejectedException {
    String what = "the return of " + id() + " to job " + jid();
    return switch (entry.said().body()) {
      case ReturnBody.Whole(byte[] json, int _, int _) -> dict(json, what);
      case ReturnBody.Parts parts -> {
        try {
          yield ReturnBodies.read(parts.parts());
        } catch (WireException e) {
          throw new JobCacheRejectedException(what + " cannot be read", e);
        }
      }
    };
  }

  ReturnKey key() {
    return entry.key();
  }

  Jid jid() {
    return entry.key().jid();
  }

  MinionId id() {
    return entry.key().id();
  }

  long position() {
    return entry.position();
  }

  String fun() {
    return Column.cut(entry.went().fun(), Column.NAME_MAX);
  }

  /// The stock column.
  String success() {
    return entry.went().success() ? "1" : "0";
  }

  Optional<Long> retcode() {
    return entry.went().retcode();
  }

  Outcome outcome() {
    return entry.went().outcome();
  }

  byte[] hash() {
    return entry.said().hash();
  }

  /// What the column `full_ret` says: the load, or its stand-in.
  byte[] fullJson() {
    return inRow().json();
  }

  /// What the column `return` says: the value, or a map in its place.
  byte[] returnJson() {
    ReturnBody.Whole row = inRow();
    byte[] value =
        row.from() == row.to() ? NULL : Arrays.copyOfRange(row.json(), row.from(), row.to());
    if (entry.said().body() instanceof ReturnBody.Whole) {
      return value;
    }
    byte[] map = Arrays.copyOf(STAND_IN, STAND_IN.length + value.length + 1);
    System.arraycopy(value, 0, map, STAND_IN.length, value.length);
    map[map.length - 1] = '}';
    return map;
  }

  private ReturnBody.Whole inRow() {
    return switch (entry.said().body()) {
      case ReturnBody.Whole whole -> whole;
      case ReturnBody.Parts parts -> parts.standIn();
    };
  }

  /// What is kept beside the row.
  List<byte[]> parts() {
    return entry.said().body() instanceof ReturnBody.Parts parts ? parts.parts() : List.of();
  }

  /// The column `source`, as [Trust] explains it.
  int source() {
    return Trust.source(entry.seen().source(), retcode().isPresent());
  }

  boolean trimmed() {
    return entry.seen().source() == Source.TRIMMED;
  }

  /// What decides between it and another answer.
  Trust trust() {
    return new Trust(source(), stamp(), hash());
  }

  /// When the bus had it.
  Optional<LocalDateTime> stamp() {
    return entry.seen().stamp();
  }

  /// When a stock writer inserted the row that is brought over; nothing: now.
  Optional<Instant> since() {
    return entry.seen().inserted();
  }

  /// About how many bytes it takes in a statement.
  long bytes() {
    ReturnBody.Whole row = inRow();
    return 400L + 4L * id().text().length() + row.json().length + (row.to() - row.from());
  }

  @Override
  public int compareTo(ReturnRow other) {
    return key().compareTo(other.key());
  }
}
