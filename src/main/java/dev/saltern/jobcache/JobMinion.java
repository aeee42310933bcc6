package dev.saltern.jobcache;

import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import java.time.Instant;
import java.util.Optional;

/// One minion of a job and how it stands, without what it returned. Immutable.
///
/// @param retcode its exit code; nothing where it sent none or has not returned
/// @param storedAt when its return was stored; nothing where there is none
/// @param node who wrote its return, or expects it; empty where only a stock writer knows it
/// @param doubt what speaks against its answer
/// @param asked what the node found out about one that is missing; nothing where it has not asked
public record JobMinion(
    MinionId minion,
    Standing standing,
    Optional<Long> retcode,
    Optional<Instant> storedAt,
    String node,
    Optional<MinionState> asked,
    AnswerDoubt doubt) {
  /// One that nothing speaks against.
  public JobMinion(
      MinionId minion,
      Standing standing,
      Optional<Long> retcode,
      Optional<Instant> storedAt,
      String node,
      Optional<MinionState> asked) {
    this(minion, standing, retcode, storedAt, node, asked, AnswerDoubt.NONE);
  }

  /// The same, in doubt.
  public JobMinion doubted(AnswerDoubt what) {
    return new JobMinion(minion, standing, retcode, storedAt, node, asked, what);
  }

  /// How a minion stands, in the order in which an operator wants to see them.
  public enum Standing {
    FAILED,
    MISSING,
    OK
  }

  /// Where a list of them goes on: by standing, then by id.
  public record Key(Standing standing, MinionId minion) {}

  /// Its place in the list.
  public Key key() {
    return new Key(standing, minion);
  }
}
