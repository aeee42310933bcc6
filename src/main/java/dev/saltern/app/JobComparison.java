package dev.saltern.app;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobLookup;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.Outcome;
import dev.saltern.jobcache.PageBound;
import dev.saltern.jobcache.ReturnFilter;
import dev.saltern.localmaster.JobDirectory;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// `localmaster.JobDirectory + jobcache.JobLookup > JobComparison`: what MySQL has of a job against
/// what the local master's own job cache has. Holds the ids of one job and one page of returns.
final class JobComparison {
  private static final int PAGE = 100;

  /// What came out for one job.
  sealed interface Result {
    Jid jid();

    /// Neither has it.
    record Unknown(Jid jid) implements Result {}

    /// MySQL has it, the local master has not (any more): nothing to compare with.
    record NotHere(Jid jid, int inMysql) implements Result {}

    /// Both looked at.
    ///
    /// @param loadInMysql whether MySQL knows the job at all
    /// @param expected how many minions this master expects to answer
    /// @param inDirectory how many returns this master has
    /// @param inMysql how many of those and of the expected ones MySQL has
    /// @param elsewhere how many more MySQL has, of minions of other masters
    /// @param missing in the directory and not in MySQL
    /// @param extra expected here, not in the directory, and in MySQL
    /// @param different in both, with another exit code or outcome
    record Compared(
        Jid jid,
        boolean loadInMysql,
        int expected,
        int inDirectory,
        int inMysql,
        int elsewhere,
        Set<MinionId> missing,
        Set<MinionId> extra,
        TreeMap<MinionId, String> different)
        implements Result {
      boolean isSame() {
        return loadInMysql && missing.isEmpty() && extra.isEmpty() && different.isEmpty();
      }
    }
  }

  private final JobDirectory directory;
  private final JobLookup jobCache;

  JobComparison(JobDirectory directory, JobLookup jobCache) {
    this.directory = directory;
    this.jobCache = jobCache;
  }

  Result compare(Jid jid) throws IOException, JobCacheUnavailableException {
    Optional<JobSummary> kept = jobCache.job(jid);
    Set<MinionId> expected = new HashSet<>(directory.minions(jid));
    var here = new TreeSet<>(directory.returned(jid));
    if (directory.load(jid).isEmpty() && expected.isEmpty() && here.isEmpty()) {
      return kept.isEmpty()
          ? new Result.Unknown(jid)
          : new Result.NotHere(jid, kept.get().returned());
    }
    var missing = new TreeSet<>(here);
    var extra = new TreeSet<MinionId>();
    var different = new TreeMap<MinionId, String>();
    int inMysql = 0;
    int elsewhere = 0;
    List<JobLookup.StoredReturn> page = page(jid, Optional.empty());
    while (!page.isEmpty()) {
      for (JobLookup.StoredReturn stored : page) {
        MinionId minion = stored.minion();
        if (missing.remove(minion)) {
          inMysql++;
          difference(jid, stored).ifPresent(what -> different.put(minion, what));
        } else if (expected.contains(minion)) {
          inMysql++;
          extra.add(minion);
        } else {
          elsewhere++;
        }
      }
      page = page(jid, Optional.of(page.getLast().minion()));
    }
    for (MinionId minion : List.copyOf(missing)) {
      if (directory.returnOf(jid, minion).isEmpty()) {
        missing.remove(minion); // its directory is there, what it returned is not, or not yet
      }
    }
    return new Result.Compared(
        jid,
        kept.isPresent(),
        expected.size(),
        here.size(),
        inMysql,
        elsewhere,
        missing,
        extra,
        different);
  }

  private List<JobLookup.StoredReturn> page(Jid jid, Optional<MinionId> after)
      throws JobCacheUnavailableException {
    return jobCache.returns(jid, ReturnFilter.ALL, after, PageBound.ofRows(PAGE)).returns();
  }

  private Optional<String> difference(Jid jid, JobLookup.StoredReturn stored) throws IOException {
    Optional<Return> found = directory.returnOf(jid, stored.minion());
    if (found.isEmpty()) {
      return Optional.of("its file in the directory cannot be read yet");
    }
    var kept = new Return(jid, stored.minion(), stored.fullReturn(), found.get().source());
    String here = told(found.get());
    String mysql = told(kept);
    return here.equals(mysql)
        ? Optional.empty()
        : Optional.of("directory: " + here + ", MySQL: " + mysql);
  }

  private static String told(Return answer) {
    String code = Outcome.retcode(answer).map(c -> "retcode " + c).orElse("no retcode");
    return code + (Outcome.of(answer) == Outcome.OK ? ", success" : ", failed");
  }
}
