package dev.saltern.jobcache;

import dev.saltern.job.Jid;
import java.util.List;
import java.util.Optional;

/// One page of jobs, newest first, and where the next one starts.
public record JobPage(List<JobSummary> jobs, Optional<Jid> next) {
  public JobPage {
    jobs = List.copyOf(jobs);
  }
}
