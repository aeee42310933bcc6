package dev.saltern.relay;

import dev.saltern.job.Jid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// The jobs that are not complete, the oldest first; bounded in jobs and in their ids. Beyond, the
/// oldest gives way. Confined to its role's thread.
final class OpenJobs {
  private final int jobsMax;
  private final int idsMax;
  private final LinkedHashMap<Jid, OpenJob> jobs = new LinkedHashMap<>();

  OpenJobs(int jobsMax, int idsMax) {
    this.jobsMax = jobsMax;
    this.idsMax = idsMax;
  }

  Optional<OpenJob> get(Jid jid) {
    return Optional.ofNullable(jobs.get(jid));
  }

  void add(OpenJob job) {
    jobs.putIfAbsent(job.jid(), job);
  }

  void remove(Jid jid) {
    jobs.remove(jid);
  }

  Collection<OpenJob> all() {
    return Collections.unmodifiableCollection(jobs.values());
  }

  int size() {
    return jobs.size();
  }

  int ids() {
    return jobs.values().stream().mapToInt(OpenJob::expected).sum();
  }

  /// Takes out the oldest jobs until the rest is within the bounds; one job alone stays.
  List<OpenJob> giveWay() {
    var gone = new ArrayList<OpenJob>();
    int ids = ids();
    while (jobs.size() > 1 && (jobs.size() > jobsMax || ids > idsMax)) {
      OpenJob oldest = jobs.pollFirstEntry().getValue();
      ids -= oldest.expected();
      gone.add(oldest);
    }
    return gone;
  }
}
