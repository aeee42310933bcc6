package dev.saltern.jobcache;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;

/// A job and how it went.
///
/// @param load the publish load as kept; empty where only returns are
/// @param expected how many minions should answer, over all nodes; at least `returned`
/// @param returned how many did
/// @param failed how many of those failed
public record JobSummary(Jid jid, Data.Dict load, int expected, int returned, int failed) {
  /// How many have not answered.
  public int missing() {
    return expected - returned;
  }
}
