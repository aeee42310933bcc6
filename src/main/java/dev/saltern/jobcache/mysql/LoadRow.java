package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.job.Functions;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Source;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.wire.Packed;
import java.util.List;
import java.util.Optional;

/// A row of `jids` as we would have it.
///
/// @param load the load it is of, its body with a `jid` and without `Minions`
/// @param json the body for the column `load`
/// @param completeness how much the load tells; the row with the most stays. Levels of 32: the
///   minions only, made from a return, trimmed, a stock writer's (the column's default), seen on
///   the bus or in the job directory, published by a MoM; within a level, its number of keys
/// @param hash over the body: of two equally complete the larger stays, on every node the same
record LoadRow(Load load, String json, int completeness, byte[] hash, long position)
    implements Comparable<LoadRow> {
  /// The key under which Salt's own job cache tells which minions a job was for.
  static final String MINIONS = "Minions";

  /// From here on a load tells what was asked of whom.
  static final int FROM_RETURN = 32;

  private static final int TRIMMED = 64;
  private static final int STOCK = 96;
  private static final int SEEN = 128;
  private static final int PUBLISHED = 160;
  private static final int KEYS_MAX = 31;

  static LoadRow of(Load load, long position) throws JobCacheRejectedException {
    List<MinionId> expected = Functions.isToolNoise(load.fun()) ? List.of() : load.expected();
    for (MinionId id : expected) {
      Column.requireDistinct(id.text(), "a minion id of job " + load.jid());
    }
    long bytes = MinionSet.bytesOf(expected);
    if (bytes > MinionSet.BYTES_MAX) {
      throw new JobCacheRejectedException(
          "the ids of the %d minions of job %s have %d bytes, the job cache takes %d"
              .formatted(expected.size(), load.jid(), bytes, MinionSet.BYTES_MAX),
          new IllegalArgumentException("too many minions"));
    }
    Data.Dict body = load.body().without(MINIONS);
    return of(
        new Load(load.jid(), body, load.mom(), expected, load.source()), level(load), position);
  }

  /// The load a return tells of, where no other is known: what Salt makes of a job that a minion
  /// started itself.
  static LoadRow madeFrom(ReturnRow answer) throws JobCacheRejectedException {
    Data.Dict told = answer.load();
    Data.Dict body =
        Data.dict(
            "jid", answer.jid(),
            "fun", told.get("fun").orElse(new Data.Text("")),
            "arg", arguments(told),
            "tgt", answer.id(),
            "tgt_type", "glob");
    Optional<Data> user = told.get("user");
    if (user.isPresent()) {
      body = body.with("user", user.get());
    }
    Load made = new Load(answer.jid(), body, "", List.of(), answer.entry().seen().source());
    return of(made, FROM_RETURN, answer.position());
  }

  private static Data arguments(Data.Dict answer) {
    return answer.get("arg").or(() -> answer.get("fun_args")).orElse(new Data.Seq(List.of()));
  }

  private static int level(Load load) {
    if (load.body().get("fun").isEmpty()) {
      return 0;
    }
    if (load.source() == Source.TRIMMED) {
      return TRIMMED;
    }
    if (load.source() == Source.STOCK) {
      return STOCK;
    }
    return load.mom().isEmpty() ? SEEN : PUBLISHED;
  }

  private static LoadRow of(Load load, int level, long position) throws JobCacheRejectedException {
    String what = "the load of job " + load.jid();
    Data.Dict body = load.body();
    if (body.get("jid").isEmpty()) {
      // What reads it takes an empty load for an unknown job.
      body = body.with("jid", Data.of(load.jid()));
    }
    Load named = new Load(load.jid(), body, load.mom(), load.expected(), load.source());
    int completeness = level + Math.min(KEYS_MAX, body.entries().size());
    return new LoadRow(named, Column.json(body, what), completeness, Packed.hash(body), position);
  }

  Jid jid() {
    return load.jid();
  }

  /// The function, comma-joined for a job of several; nothing where the load has none.
  Optional<String> fun() {
    return column("fun", Column.NAME_MAX);
  }

  /// The text of a key for its column.
  Optional<String> column(String key, int max) {
    return load.body().get(key).map(value -> Column.name(value, max));
  }

  /// Whether it is tool noise.
  boolean internal() {
    return fun().filter(Functions::isToolNoise).isPresent();
  }

  /// About how many bytes its biggest statement takes: its own, or that of its minions.
  long bytes() {
    return 4000L + Math.max(Column.utf8Bytes(json), MinionSet.bytesOf(load.expected()));
  }

  @Override
  public int compareTo(LoadRow other) {
    return jid().compareTo(other.jid());
  }
}
