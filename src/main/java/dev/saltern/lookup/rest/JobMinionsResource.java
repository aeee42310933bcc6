package dev.saltern.lookup.rest;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobLookup.Missing;
import dev.saltern.jobcache.JobLookup.StoredReturn;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.JobFields;
import dev.saltern.lookup.JobMinionFilter;
import dev.saltern.lookup.JobRef;
import dev.saltern.lookup.JobRow;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.Page;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// `/jobs/{jid}/returns`, one of these, and `/jobs/{jid}/missing`.
final class JobMinionsResource {
  private static final String FAILED = "failed";
  private static final String STATE = "state";

  private final Lookup lookup;
  private final JobCacheGate gate;

  JobMinionsResource(Lookup lookup, JobCacheGate gate) {
    this.lookup = lookup;
    this.gate = gate;
  }

  List<Route> routes() {
    return List.of(
        Route.list("/jobs/{jid}/returns", List.of("minion", FAILED, "limit"), this::returns),
        Route.one("/jobs/{jid}/returns/{minion}", this::oneReturn),
        Route.list("/jobs/{jid}/missing", List.of("limit"), this::missing));
  }

  private void returns(ServerRequest request, Parameters parameters, ServerResponse response)
      throws ProblemException,
          BadFilterException,
          JobCacheGate.BusyException,
          JobCacheUnavailableException {
    JobSummary job = job(request);
    JobMinionFilter filter = filter(parameters);
    Page<StoredReturn> page =
        gate.<Page<StoredReturn>, BadFilterException>ask(
            () -> lookup.returns(job.jid(), filter, parameters.text(NextPage.PARAMETER)));
    send(request, parameters, response, job, page, r -> record(job.jid(), r));
  }

  private void oneReturn(ServerRequest request, Parameters parameters, ServerResponse response)
      throws ProblemException,
          BadFilterException,
          JobCacheGate.BusyException,
          JobCacheUnavailableException {
    MinionId minion = MinionsResource.minion(request, "minion");
    JobSummary job = job(request);
    StoredReturn found =
        gate.<Optional<StoredReturn>, RuntimeException>ask(() -> lookup.returned(job.jid(), minion))
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.notFound(
                            "no return of %s to job %s is kept".formatted(minion, job.jid()))));
    if (isComplete(job)) {
      Answer.lasting(request, response, record(job.jid(), found));
    } else {
      Answer.changing(request, response, record(job.jid(), found));
    }
  }

  private void missing(ServerRequest request, Parameters parameters, ServerResponse response)
      throws ProblemException,
          BadFilterException,
          JobCacheGate.BusyException,
          JobCacheUnavailableException {
    JobSummary job = job(request);
    int limit = filter(parameters).limit();
    Page<Missing> page =
        gate.<Page<Missing>, BadFilterException>ask(
            () -> lookup.missing(job.jid(), limit, parameters.text(NextPage.PARAMETER)));
    send(
        request,
        parameters,
        response,
        job,
        page,
        m -> JobFields.of(job.jid(), new JobRow.Absent(m)));
  }

  private static dev.saltern.job.Data.Dict record(Jid jid, StoredReturn stored) {
    return JobFields.of(jid, new JobRow.Answered(stored));
  }

  private <T> void send(
      ServerRequest request,
      Parameters parameters,
      ServerResponse response,
      JobSummary job,
      Page<T> page,
      Function<T, dev.saltern.job.Data.Dict> record) {
    Answer.link(response, page.next().map(t -> NextPage.of(request, parameters, t)));
    if (isComplete(job)) {
      Answer.lasting(request, response, Answer.list(page, record));
    } else {
      Answer.changing(request, response, Answer.list(page, record));
    }
  }

  private JobSummary job(ServerRequest request)
      throws ProblemException,
          BadFilterException,
          JobCacheGate.BusyException,
          JobCacheUnavailableException {
    String jid = request.path().pathParameters().get("jid");
    JobRef ref = JobRef.parse(jid);
    return gate.<Optional<JobSummary>, RuntimeException>ask(() -> lookup.job(ref))
        .orElseThrow(() -> new ProblemException(Problem.notFound("no job " + jid + " is kept")));
  }

  private static boolean isComplete(JobSummary job) {
    return job.progress().complete().orElse(false);
  }

  /// `failed=true` is how the lists of jobs and of a minion say it; here it is a state.
  private static JobMinionFilter filter(Parameters parameters) throws BadFilterException {
    Map<String, String> texts = new LinkedHashMap<>(parameters.without(NextPage.PARAMETER));
    String failed = texts.getOrDefault(FAILED, "");
    texts.remove(FAILED);
    if (Parameters.flag(FAILED, failed)) {
      texts.put(STATE, FAILED);
    }
    return JobMinionFilter.parse(texts);
  }
}
