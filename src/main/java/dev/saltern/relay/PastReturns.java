package dev.saltern.relay;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Where returns are read again that have passed already. Thread-safe.
public interface PastReturns {
  /// What is known of one job by now.
  Job job(Jid jid) throws IOException;

  /// The returns of one job, read one by one: there may be too many to hold. Confined to one
  /// thread.
  interface Job {
    /// The minions that have returned, in no order.
    List<MinionId> minions() throws IOException;

    /// What one of them returned; nothing where it is not there (yet).
    Optional<Return> returnOf(MinionId minion) throws IOException;
  }
}
