package dev.saltern.lookup;

import dev.saltern.jobcache.JobSummary;
import java.util.List;
import java.util.Optional;

/// One page of jobs, newest first.
///
/// @param next the token of the next page; nothing where this is the last
public record JobList(List<JobSummary> jobs, Optional<String> next) {
  public JobList {
    jobs = List.copyOf(jobs);
  }
}
