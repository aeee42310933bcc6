package dev.saltern.lookup.rest;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobDetail;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.JobFilter;
import dev.saltern.lookup.JobList;
import dev.saltern.lookup.JobRef;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.Page;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// `/jobs` and `/jobs/{jid}`, with the tail of one job.
final class JobsResource {
  private final Lookup lookup;
  private final JobCacheGate gate;
  private final Clock clock;
  private final Tails tails;

  JobsResource(Lookup lookup, JobCacheGate gate, Clock clock, Tails tails) {
    this.lookup = lookup;
    this.gate = gate;
    this.clock = clock;
    this.tails = tails;
  }

  List<Route> routes() {
    return List.of(
        Route.list("/jobs", JobFilter.PARAMETERS, this::list), Route.one("/jobs/{jid}", this::one));
  }

  private void list(ServerRequest request, Parameters parameters, ServerResponse response)
      throws BadFilterException, JobCacheGate.BusyException, JobCacheUnavailableException {
    JobFilter filter = JobFilter.parse(parameters.without(NextPage.PARAMETER), clock);
    JobList jobs =
        gate.<JobList, BadFilterException>ask(
            () -> lookup.jobs(filter, parameters.text(NextPage.PARAMETER)));
    Answer.link(response, jobs.next().map(t -> NextPage.of(request, parameters, t)));
    Answer.changing(
        request, response, Answer.list(new Page<>(jobs.jobs(), jobs.next()), RestFields::job));
  }

  private void one(ServerRequest request, Parameters parameters, ServerResponse response)
      throws ProblemException,
          BadFilterException,
          JobCacheGate.BusyException,
          JobCacheUnavailableException {
    String jid = request.path().pathParameters().get("jid");
    JobRef ref = JobRef.parse(jid);
    if (Tails.wanted(request)) {
      tails.run(request, response, new JobTail(jid, ref));
      return;
    }
    JobDetail job = job(jid, ref);
    if (isComplete(job)) {
      Answer.lasting(request, response, RestFields.detail(job));
    } else {
      Answer.changing(request, response, RestFields.detail(job));
    }
  }

  private JobDetail job(String jid, JobRef ref)
      throws ProblemException, JobCacheGate.BusyException, JobCacheUnavailableException {
    return gate.<Optional<JobDetail>, RuntimeException>ask(() -> lookup.detail(ref))
        .orElseThrow(() -> new ProblemException(Problem.notFound("no job " + jid + " is kept")));
  }

  private static boolean isComplete(JobDetail job) {
    return job.summary().progress().complete().orElse(false);
  }

  /// The job's record whenever it has changed, until it is complete.
  private final class JobTail implements Tails.Source {
    private final String jid;
    private JobRef ref;

    JobTail(String jid, JobRef ref) {
      this.jid = jid;
      this.ref = ref;
    }

    @Override
    public Tails.Look look(Optional<String> lastId)
        throws ProblemException, JobCacheGate.BusyException, JobCacheUnavailableException {
      JobDetail job = job(jid, ref);
      ref = new JobRef.ByJid(job.summary().jid()); // the newest may be another one by now
      Data.Dict record = RestFields.detail(job);
      String id = Answer.digest(record);
      boolean complete = isComplete(job);
      List<Tails.Message> news =
          lastId.filter(id::equals).isPresent()
              ? List.of()
              : List.of(new Tails.Message(complete ? "complete" : "job", record));
      return new Tails.Look(news, id, complete);
    }
  }
}
