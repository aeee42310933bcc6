package dev.saltern.lookup.web;

import dev.saltern.job.Data;
import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.EventCursor;
import dev.saltern.jobcache.JobCacheReader;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobDetail;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobMinion.Standing;
import dev.saltern.jobcache.JobPage;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobStatus;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.PageBound;
import dev.saltern.jobcache.ReturnFilter;
import dev.saltern.jobcache.ReturnPage;
import dev.saltern.jobcache.StateOfRun;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A job cache in memory for the pages' tests; can be down. Counts the rows of its largest answer.
final class SampleJobCache implements JobCacheReader {
  static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  /// A job and its minions.
  record Kept(JobSummary summary, List<JobMinion> minions) {}

  final NavigableMap<Jid, Kept> jobs = new TreeMap<>();
  final Map<String, StoredReturn> returns = new HashMap<>();
  final List<StoredEvent> events = new ArrayList<>();
  final List<Node> nodes = new ArrayList<>();
  final List<Minion> minions = new ArrayList<>();

  /// Whether nothing can be asked.
  boolean down;

  /// The most minions one call handed out.
  int rowsMax;

  SampleJobCache job(Jid jid, Data.Dict load, boolean complete, List<JobMinion> minions) {
    int returned = (int) minions.stream().filter(m -> m.standing() != Standing.MISSING).count();
    int failed = (int) minions.stream().filter(m -> m.standing() == Standing.FAILED).count();
    var progress =
        new JobSummary.Progress(
            Optional.of(complete),
            minions.stream().flatMap(m -> m.storedAt().stream()).max(Comparator.naturalOrder()),
            Optional.of(NOW));
    var sorted = new ArrayList<>(minions);
    sorted.sort(Comparator.comparing(JobMinion::standing).thenComparing(JobMinion::minion));
    jobs.put(
        jid,
        new Kept(new JobSummary(jid, load, minions.size(), returned, failed, progress), sorted));
    return this;
  }

  SampleJobCache returned(Jid jid, String minion, String fun, Data.Dict load, boolean failed) {
    MinionId id = new MinionId(minion);
    returns.put(
        jid + " " + minion, new StoredReturn(jid, id, fun, load, failed, "2026-11-24T11:59:01Z"));
    return this;
  }

  static JobMinion minion(String id, Standing standing) {
    boolean missing = standing == Standing.MISSING;
    return new JobMinion(
        new MinionId(id),
        standing,
        missing ? Optional.empty() : Optional.of(standing == Standing.FAILED ? 1L : 0L),
        missing ? Optional.empty() : Optional.of(NOW.minusSeconds(59)),
        "sm1",
        Optional.empty());
  }

  private void reach() throws JobCacheUnavailableException {
    if (down) {
      throw new JobCacheUnavailableException("no route", new IllegalStateException("down"));
    }
  }

  @Override
  public JobPage jobs(JobQuery query) throws JobCacheUnavailableException {
    reach();
    List<JobSummary> found = new ArrayList<>();
    for (Jid jid : jobs.descendingKeySet()) {
      JobSummary job = kept(jid).summary();
      boolean older = query.before().map(before -> jid.compareTo(before) < 0).orElse(true);
      String fun = job.load().text("fun").orElse("");
      if (older
          && query.fun().map(glob -> new Glob(glob).matches(fun)).orElse(true)
          && (!query.failedOnly() || job.failed() > 0)
          && query.status().map(status -> stands(job, status)).orElse(true)) {
        found.add(job);
      }
    }
    boolean more = found.size() > query.limit();
    List<JobSummary> page = found.subList(0, Math.min(query.limit(), found.size()));
    return new JobPage(page, more ? Optional.of(page.getLast().jid()) : Optional.empty());
  }

  private Kept kept(Jid jid) {
    Kept kept = jobs.get(jid);
    if (kept == null) {
      throw new IllegalStateException("no job " + jid);
    }
    return kept;
  }

  private static boolean stands(JobSummary job, JobStatus status) {
    return switch (status) {
      case RUNNING -> job.progress().complete().equals(Optional.of(false));
      case COMPLETE -> job.progress().complete().equals(Optional.of(true));
      case FAILED -> job.failed() > 0;
      case MISSING -> job.missing() > 0;
    };
  }

  @Override
  public Optional<JobSummary> job(Jid jid) throws JobCacheUnavailableException {
    reach();
    return Optional.ofNullable(jobs.get(jid)).map(Kept::summary);
  }

  @Override
  public Optional<Jid> latest(JobQuery query) throws JobCacheUnavailableException {
    return jobs(query).jobs().stream().map(JobSummary::jid).findFirst();
  }

  @Override
  public List<Disputed> disputed(Jid jid, int limit) {
    return List.of();
  }

  @Override
  public Optional<JobDetail> detail(Jid jid) throws JobCacheUnavailableException {
    return job(jid)
        .map(
            job ->
                new JobDetail(
                    job,
                    false,
                    "mom1",
                    List.of(
                        new JobDetail.AtNode(
                            "sm1",
                            job.expected(),
                            job.missing(),
                            job.progress().complete().orElse(false),
                            Optional.of(NOW)))));
  }

  @Override
  public ReturnPage returns(
      Jid jid, ReturnFilter filter, Optional<MinionId> after, PageBound bound) {
    return new ReturnPage(List.of(), Optional.empty());
  }

  @Override
  public Optional<StoredReturn> returned(Jid jid, MinionId minion)
      throws JobCacheUnavailableException {
    reach();
    return Optional.ofNullable(returns.get(jid + " " + minion));
  }

  @Override
  public List<JobMinion> minionsOf(
      Jid jid,
      Optional<String> idGlob,
      Set<Standing> standings,
      Optional<JobMinion.Key> after,
      int limit)
      throws JobCacheUnavailableException {
    reach();
    Comparator<JobMinion.Key> order =
        Comparator.comparing(JobMinion.Key::standing).thenComparing(JobMinion.Key::minion);
    List<JobMinion> found =
        kept(jid).minions().stream()
            .filter(m -> standings.contains(m.standing()))
            .filter(m -> idGlob.map(g -> new Glob(g).matches(m.minion().text())).orElse(true))
            .filter(m -> after.map(key -> order.compare(m.key(), key) > 0).orElse(true))
            .limit(limit)
            .toList();
    rowsMax = Math.max(rowsMax, found.size());
    return found;
  }

  @Override
  public List<StateOfRun> states(Jid jid, MinionId minion, int after, int limit) {
    return List.of();
  }

  @Override
  public List<Missing> missing(Jid jid, Optional<MinionId> after, int limit) {
    return List.of();
  }

  @Override
  public List<Minion> minions(Optional<String> idGlob, Optional<MinionId> after, int limit)
      throws JobCacheUnavailableException {
    reach();
    return minions.stream()
        .filter(m -> idGlob.map(g -> new Glob(g).matches(m.id().text())).orElse(true))
        .filter(m -> after.map(id -> m.id().compareTo(id) > 0).orElse(true))
        .limit(limit)
        .toList();
  }

  @Override
  public List<Answered> history(MinionId minion, History history)
      throws JobCacheUnavailableException {
    reach();
    return jobs.descendingMap().values().stream()
        .flatMap(
            job ->
                job.minions().stream()
                    .filter(m -> m.minion().equals(minion) && m.standing() != Standing.MISSING)
                    .map(
                        m ->
                            new Answered(
                                job.summary().jid(),
                                job.summary().load().text("fun").orElse(""),
                                m.retcode(),
                                m.standing() == Standing.FAILED,
                                NOW,
                                m.node())))
        .filter(a -> !history.failedOnly() || a.failed())
        .filter(a -> history.before().map(b -> a.jid().compareTo(b) < 0).orElse(true))
        .limit(history.limit())
        .toList();
  }

  @Override
  public Optional<Highstate> highstate(MinionId minion) throws JobCacheUnavailableException {
    reach();
    return minions.stream()
        .filter(m -> m.id().equals(minion))
        .flatMap(m -> m.highstate().stream())
        .findFirst();
  }

  @Override
  public List<Unanswered> unanswered(MinionId minion, Optional<Jid> before, int limit)
      throws JobCacheUnavailableException {
    reach();
    return jobs.descendingMap().values().stream()
        .flatMap(
            job ->
                job.minions().stream()
                    .filter(m -> m.minion().equals(minion) && m.standing() == Standing.MISSING)
                    .map(
                        m ->
                            new Unanswered(
                                job.summary().jid(),
                                job.summary().load().text("fun").orElse(""),
                                m.node(),
                                m.asked())))
        .limit(limit)
        .toList();
  }

  @Override
  public List<StoredEvent> events(EventQuery query) throws JobCacheUnavailableException {
    reach();
    return events.stream()
        .filter(e -> query.tag().map(g -> new Glob(g).matches(e.tag())).orElse(true))
        .limit(query.limit())
        .toList();
  }

  @Override
  public EventCursor end() {
    return EventCursor.START;
  }

  @Override
  public Tail tail(EventCursor cursor, Optional<String> tag, int limit) {
    return new Tail(List.of(), cursor);
  }

  @Override
  public List<Node> nodes() throws JobCacheUnavailableException {
    reach();
    return nodes;
  }

  @Override
  public Overview overview(int failures) throws JobCacheUnavailableException {
    reach();
    List<JobSummary> all = jobs.values().stream().map(Kept::summary).toList();
    List<Hour> hours = new ArrayList<>();
    Instant first = NOW.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(23));
    for (int i = 0; i < 24; i++) {
      hours.add(new Hour(first.plus(Duration.ofHours(i)), 100 + 37 * (i % 7), i % 5 == 0 ? 4 : 0));
    }
    return new Overview(
        new Counts(
            all.size(),
            all.stream().filter(j -> stands(j, JobStatus.RUNNING)).count(),
            all.stream().mapToLong(JobSummary::returned).sum(),
            all.stream().mapToLong(JobSummary::failed).sum(),
            all.stream().mapToLong(JobSummary::missing).sum()),
        all.reversed().stream().filter(j -> j.failed() > 0).limit(failures).toList(),
        hours,
        NOW);
  }
}
