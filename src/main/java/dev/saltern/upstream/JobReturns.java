package dev.saltern.upstream;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Returns of one job, as one entry of a `_syndic_return`. Immutable.
///
/// @param fun the function as the minions named it; a list for a job of several
/// @param load the publish load, for a job the MoM does not know; else empty: a load that is there
///   is saved at the MoM before the returns, and its own would be overwritten by a poorer one
/// @param out the outputter the minions asked for; empty: none
/// @param masterId the `master_id` the returns carry; empty: none
/// @param returns each minion's `return`, `retcode`, `success`, `fun_args`
public record JobReturns(
    Jid jid,
    Data fun,
    Data.Dict load,
    String out,
    String masterId,
    Map<MinionId, Data.Dict> returns) {
  public JobReturns {
    returns = Collections.unmodifiableMap(new LinkedHashMap<>(returns));
  }
}
