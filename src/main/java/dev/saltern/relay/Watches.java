package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.spool.SpoolException;

/// What a MoM's publication says about somebody who waits there. Told before the job is published
/// at the local master, and once it is known who published it.
@FunctionalInterface
public interface Watches {
  /// Nobody is waited for: every return goes up anyway, or none does.
  Watches NONE = (_, _, _) -> {};

  /// A MoM has published that job.
  ///
  /// @throws SpoolException where it could not be put on disk; to be told again
  void published(String mom, Jid jid, Data.Dict publication) throws SpoolException;
}
