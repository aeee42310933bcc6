package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.Outcome;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/// A row of `salt_returns` as we would have it.
///
/// @param answer the return it is of
/// @param text what its two JSON columns say
/// @param hash over return, retcode and success: what makes two copies the same answer
/// @param since when a stock writer inserted the row that is brought over; nothing: now
record ReturnRow(Return answer, Text text, byte[] hash, Optional<Instant> since, long position)
    implements Comparable<ReturnRow> {
  /// The JSON columns, or their stand-ins where all of the return is in a body.
  record Text(String returnJson, String fullJson, Optional<ReturnBody> body) {}

  private static final Comparator<Optional<LocalDateTime>> OLDEST_FIRST =
      Comparator.comparing(stamp -> stamp.orElse(LocalDateTime.MIN));

  /// @param bytesMax over how many bytes of JSON the row gets a stand-in
  static ReturnRow of(Return answer, long position, int bytesMax) throws JobCacheRejectedException {
    String what = "the return of " + answer.minion() + " to job " + answer.jid();
    Column.requireDistinct(answer.minion().text(), "the minion id in " + what);
    Data.Dict full = named(answer);
    String fullJson = Column.json(full, what);
    Text text;
    if (Column.utf8Bytes(fullJson) > bytesMax) {
      ReturnBody body = ReturnBody.of(fullJson);
      text =
          new Text(
              Column.json(body.standIn(), what),
              Column.json(body.standIn(full), what),
              Optional.of(body));
    } else {
      text = new Text(Column.json(answer.value(), what), fullJson, Optional.empty());
    }
    return new ReturnRow(answer, text, hash(answer), Optional.empty(), position);
  }

  /// The same as a stock writer inserted it.
  ReturnRow since(Optional<Instant> time) {
    return new ReturnRow(answer, text, hash, time, position);
  }

  /// The return load with the keys every stock row has: the job directory's has only the answer.
  private static Data.Dict named(Return answer) {
    Data.Dict full = answer.body();
    if (full.get("jid").isEmpty()) {
      full = full.with("jid", Data.of(answer.jid()));
    }
    return full.get("id").isPresent() ? full : full.with("id", Data.of(answer.minion()));
  }

  private static byte[] hash(Return answer) {
    Data.Dict body = answer.body();
    return CanonicalHash.of(
        answer.value(),
        body.get("retcode").orElse(new Data.Int(0)),
        body.get("success").orElse(new Data.Bool(true)));
  }

  ReturnKey key() {
    return new ReturnKey(jid(), id());
  }

  Jid jid() {
    return answer.jid();
  }

  MinionId id() {
    return answer.minion();
  }

  String fun() {
    return Column.cut(answer.fun(), Column.NAME_MAX);
  }

  /// The stock column: what Python makes of a flag that may be missing.
  String success() {
    boolean flag = answer.body().bool("success").orElse(answer.body().dict("success").isPresent());
    return flag ? "1" : "0";
  }

  Outcome outcome() {
    return Outcome.of(answer);
  }

  /// The column `source`: a stock writer's row has 20, the column's default.
  int source() {
    return rank(answer.source());
  }

  static int rank(Source source) {
    return switch (source) {
      case TRIMMED -> 10;
      case STOCK -> 20;
      case DIRECTORY -> 30;
      case BUS -> 40;
    };
  }

  /// When the bus had it.
  Optional<LocalDateTime> stamp() {
    return Stamps.parse(answer.stamp());
  }

  int parts() {
    return text.body().map(b -> b.parts().size()).orElse(0);
  }

  /// About how many bytes it takes in a statement.
  long bytes() {
    return 400L
        + 4L * id().text().length()
        + Column.utf8Bytes(text.returnJson())
        + Column.utf8Bytes(text.fullJson());
  }

  /// Of two other answers from equally good sources, whether this one stays: the later, and of two
  /// of one time any, as long as every node chooses the same.
  boolean staysOver(Optional<LocalDateTime> otherStamp, byte[] otherHash) {
    int later = OLDEST_FIRST.compare(stamp(), otherStamp);
    return later > 0 || (later == 0 && Arrays.compareUnsigned(hash, otherHash) > 0);
  }

  @Override
  public int compareTo(ReturnRow other) {
    return key().compareTo(other.key());
  }
}
