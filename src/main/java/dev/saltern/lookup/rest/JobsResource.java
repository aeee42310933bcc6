package dev.saltern.lookup.rest;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.JobFields;
import dev.saltern.lookup.JobFilter;
import dev.saltern.lookup.JobList;
import dev.saltern.lookup.JobRef;
import dev.saltern.lookup.Lookup;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// `/jobs` and `/jobs/{jid}`.
final class JobsResource {
  private final Lookup lookup;
  private final JobCacheGate gate;
  private final Clock clock;

  JobsResource(Lookup lookup, JobCacheGate gate, Clock clock) {
    this.lookup = lookup;
    this.gate = gate;
    this.clock = clock;
  }

  /// The names of the list's parameters.
  static List<String> parameters() {
    List<String> names = new ArrayList<>(JobFilter.PARAMETERS);
    names.add(NextPage.PARAMETER);
    return names;
  }

  /// Jobs, newest first.
  void list(ServerRequest request, ServerResponse response)
      throws ProblemException,
          BadFilterException,
          JobCacheGate.BusyException,
          JobCacheUnavailableException {
    Parameters parameters = Parameters.of(request.query(), parameters());
    JobFilter filter = JobFilter.parse(parameters.without(NextPage.PARAMETER), clock);
    JobList page =
        gate.<JobList, BadFilterException>ask(
            () -> lookup.jobs(filter, parameters.text(NextPage.PARAMETER)));
    Answer.list(
        response,
        page.jobs().stream().map(JobFields::of).toList(),
        page.next().map(token -> NextPage.of(request, parameters, token)));
  }

  /// One job.
  void one(ServerRequest request, ServerResponse response)
      throws ProblemException,
          BadFilterException,
          JobCacheGate.BusyException,
          JobCacheUnavailableException {
    Parameters.of(request.query(), List.of());
    Answer.one(response, JobFields.of(job(request)));
  }

  /// The job that the path names.
  JobSummary job(ServerRequest request)
      throws ProblemException,
          BadFilterException,
          JobCacheGate.BusyException,
          JobCacheUnavailableException {
    String jid = request.path().pathParameters().get("jid");
    JobRef ref = JobRef.parse(jid);
    return gate.<java.util.Optional<JobSummary>, RuntimeException>ask(() -> lookup.job(ref))
        .orElseThrow(() -> new ProblemException(Problem.notFound("no job " + jid + " is kept")));
  }
}
