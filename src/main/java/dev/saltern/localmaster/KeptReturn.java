package dev.saltern.localmaster;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.wire.Packed;
import dev.saltern.wire.WireException;

/// What one minion answered, as the job cache directory keeps it: not opened, since it may be big.
/// Immutable.
///
/// @param body `jid`, `id`, `return`, and `fun`, `fun_args`, `retcode`, `success`, `out` where
///   known
/// @param source trimmed where the bus of the minion had cut it already
public record KeptReturn(Jid jid, MinionId minion, Packed body, Source source)
    implements JobScan.Found {
  /// The return opened.
  ///
  /// @throws WireException where it takes too much memory
  public Return open() throws WireException {
    return new Return(jid, minion, body.openDict(), source);
  }
}
