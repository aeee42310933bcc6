package dev.saltern.relay;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.localmaster.AcceptedMinions;
import dev.saltern.localmaster.JobDirectory;
import java.io.IOException;
import java.util.Set;

/// What the local master's files say of its minions. Thread-safe.
public interface LocalMinions {
  /// The minions whose key is accepted here.
  Set<MinionId> accepted() throws IOException;

  /// The minions that have returned to a job; none for a job that is not known here.
  Set<MinionId> returned(Jid jid) throws IOException;

  /// As the master's own directories have it.
  static LocalMinions of(AcceptedMinions accepted, JobDirectory jobs) {
    return new LocalMinions() {
      @Override
      public Set<MinionId> accepted() throws IOException {
        return accepted.ids();
      }

      @Override
      public Set<MinionId> returned(Jid jid) throws IOException {
        return Set.copyOf(jobs.returned(jid));
      }
    };
  }
}
