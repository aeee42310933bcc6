package dev.saltern.relay;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalRecord;
import dev.saltern.spool.SpoolException;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The returns in the local master's own job cache; where it has none of a job (`job_cache: False`,
/// a returner elsewhere), those that the journal still holds. Thread-safe.
public final class LocalReturns implements PastReturns {
  /// How far back the journal is searched, in records and in bytes.
  static final int JOURNAL_RECORDS_MAX = 20_000;

  static final long JOURNAL_BYTES_MAX = 32 << 20;

  private final JobDirectory directory;
  private final Journal journal;

  public LocalReturns(JobDirectory directory, Journal journal) {
    this.directory = directory;
    this.journal = journal;
  }

  @Override
  public Job job(Jid jid) throws IOException {
    JobDirectory.Job files = directory.job(jid);
    List<MinionId> returned = files.returned();
    return returned.isEmpty() ? new Held(inJournal(jid)) : new Listed(files, returned);
  }

  private Map<MinionId, Return> inJournal(Jid jid) throws IOException {
    Map<MinionId, Return> found = new LinkedHashMap<>();
    try {
      for (JournalRecord record :
          journal.lookBack(
              JOURNAL_RECORDS_MAX,
              JOURNAL_BYTES_MAX,
              one -> one instanceof JournalRecord.Answer r && r.jid().equals(jid))) {
        if (record.open() instanceof Return r) {
          found.put(r.minion(), r);
        }
      }
      return found;
    } catch (SpoolException | WireException e) {
      throw new IOException("the journal cannot be read: " + e.getMessage(), e);
    }
  }

  private record Listed(JobDirectory.Job files, List<MinionId> minions) implements Job {
    @Override
    public Optional<Return> returnOf(MinionId minion) throws IOException {
      return files.returnOf(minion);
    }
  }

  private record Held(Map<MinionId, Return> returns) implements Job {
    @Override
    public List<MinionId> minions() {
      return List.copyOf(returns.keySet());
    }

    @Override
    public Optional<Return> returnOf(MinionId minion) {
      return Optional.ofNullable(returns.get(minion));
    }
  }
}
