package dev.saltern.lookup;

import dev.saltern.job.Data;
import dev.saltern.job.Functions;
import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.EventCursor;
import dev.saltern.jobcache.JobCacheReader;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobDetail;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobPage;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobStatus;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.PageBound;
import dev.saltern.jobcache.ReturnFilter;
import dev.saltern.jobcache.ReturnPage;
import dev.saltern.jobcache.StateOfRun;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A job cache in memory. Counts what it hands out, and can be down.
public final class FakeJobLookup implements JobCacheReader {
  /// Of every job.
  public List<Disputed> disputed = List.of();

  private final NavigableMap<Jid, Data.Dict> loads = new TreeMap<>();
  private final Map<Jid, NavigableMap<MinionId, StoredReturn>> returns = new TreeMap<>();
  private final Map<Jid, NavigableMap<MinionId, Missing>> missing = new TreeMap<>();

  /// What it knows of minions, nodes, events and states.
  public final NavigableMap<MinionId, Minion> minions = new TreeMap<>();

  public final List<Node> nodes = new ArrayList<>();
  public final List<StoredEvent> events = new ArrayList<>();
  public final List<StateOfRun> states = new ArrayList<>();

  /// How far each node is with a job, and the MoM of all jobs.
  public final Map<Jid, List<JobDetail.AtNode>> atNodes = new TreeMap<>();

  public String mom = "";

  /// Why it cannot be reached; nothing where it can.
  public Optional<String> down = Optional.empty();

  /// The most rows one call handed out.
  public int rowsMax;

  /// The last query for jobs.
  public Optional<JobQuery> asked = Optional.empty();

  public FakeJobLookup load(Jid jid, Data.Dict load) {
    loads.put(jid, load);
    return this;
  }

  public FakeJobLookup returned(Jid jid, String minion, Data value) {
    return kept(jid, minion, Data.dict("return", value, "retcode", 0, "success", true), false);
  }

  public FakeJobLookup failed(Jid jid, String minion, Data value) {
    return kept(jid, minion, Data.dict("return", value, "retcode", 1, "success", false), true);
  }

  public FakeJobLookup kept(Jid jid, String minion, Data.Dict fullReturn, boolean failed) {
    MinionId id = new MinionId(minion);
    String fun = loads.getOrDefault(jid, Data.Dict.EMPTY).text("fun").orElse("");
    missing.getOrDefault(jid, new TreeMap<>()).remove(id);
    returns
        .computeIfAbsent(jid, _ -> new TreeMap<>())
        .put(id, new StoredReturn(jid, id, fun, fullReturn, failed, "2026-11-24T12:00:01Z"));
    return this;
  }

  public FakeJobLookup missing(Jid jid, String minion, String node) {
    MinionId id = new MinionId(minion);
    missing
        .computeIfAbsent(jid, _ -> new TreeMap<>())
        .put(id, new Missing(id, node, Optional.empty()));
    return this;
  }

  @Override
  public JobPage jobs(JobQuery query) throws JobCacheUnavailableException {
    reach();
    asked = Optional.of(query);
    List<JobSummary> all = new ArrayList<>();
    for (Jid jid : loads.descendingKeySet()) {
      boolean older = query.before().isEmpty() || jid.compareTo(query.before().get()) < 0;
      if (older && matches(query, jid)) {
        all.add(summary(jid));
      }
    }
    List<JobSummary> page = all.subList(0, Math.min(query.limit(), all.size()));
    rowsMax = Math.max(rowsMax, page.size());
    return new JobPage(
        page, all.size() > page.size() ? Optional.of(page.getLast().jid()) : Optional.empty());
  }

  @Override
  public Optional<JobSummary> job(Jid jid) throws JobCacheUnavailableException {
    reach();
    return loads.containsKey(jid) ? Optional.of(summary(jid)) : Optional.empty();
  }

  @Override
  public Optional<Jid> latest(JobQuery query) throws JobCacheUnavailableException {
    return jobs(query).jobs().stream().map(JobSummary::jid).findFirst();
  }

  @Override
  public List<Disputed> disputed(Jid jid, int limit) {
    return disputed;
  }

  @Override
  public Optional<JobDetail> detail(Jid jid) throws JobCacheUnavailableException {
    return job(jid)
        .map(
            job ->
                new JobDetail(
                    job,
                    job.load().text("fun").filter(Functions::isToolNoise).isPresent(),
                    mom,
                    atNodes.getOrDefault(jid, List.of())));
  }

  @Override
  public ReturnPage returns(Jid jid, ReturnFilter filter, Optional<MinionId> after, PageBound bound)
      throws JobCacheUnavailableException {
    Predicate<StoredReturn> wanted =
        r ->
            (!filter.failedOnly() || r.failed())
                && (filter.minionGlob().isEmpty()
                    || new Glob(filter.minionGlob().get()).matches(r.minion().text()));
    List<StoredReturn> page = page(answers(jid), wanted, after, bound.rows());
    return new ReturnPage(
        page, page.size() < bound.rows() ? Optional.empty() : Optional.of(page.getLast().minion()));
  }

  @Override
  public Optional<StoredReturn> returned(Jid jid, MinionId minion)
      throws JobCacheUnavailableException {
    reach();
    return Optional.ofNullable(answers(jid).get(minion));
  }

  @Override
  public List<JobMinion> minionsOf(
      Jid jid,
      Optional<String> idGlob,
      Set<JobMinion.Standing> standings,
      Optional<JobMinion.Key> after,
      int limit)
      throws JobCacheUnavailableException {
    reach();
    List<JobMinion> all = new ArrayList<>();
    answers(jid).values().forEach(r -> all.add(jobMinion(r)));
    missing.getOrDefault(jid, new TreeMap<>()).values().forEach(m -> all.add(jobMinion(m)));
    Comparator<JobMinion.Key> order =
        Comparator.comparing(JobMinion.Key::standing).thenComparing(JobMinion.Key::minion);
    return all.stream()
        .filter(m -> standings.contains(m.standing()))
        .filter(m -> idGlob.isEmpty() || new Glob(idGlob.get()).matches(m.minion().text()))
        .filter(m -> after.isEmpty() || order.compare(m.key(), after.get()) > 0)
        .sorted(Comparator.comparing(JobMinion::key, order))
        .limit(limit)
        .toList();
  }

  private static JobMinion jobMinion(StoredReturn r) {
    return new JobMinion(
        r.minion(),
        r.failed() ? JobMinion.Standing.FAILED : JobMinion.Standing.OK,
        r.fullReturn().integer("retcode"),
        Optional.of(Instant.parse(r.storedAt())),
        "syndic1",
        Optional.empty());
  }

  private static JobMinion jobMinion(Missing m) {
    return new JobMinion(
        m.minion(),
        JobMinion.Standing.MISSING,
        Optional.empty(),
        Optional.empty(),
        m.node(),
        m.state());
  }

  @Override
  public List<StateOfRun> states(Jid jid, MinionId minion, int after, int limit)
      throws JobCacheUnavailableException {
    reach();
    return states.stream().filter(s -> s.num() > after).limit(limit).toList();
  }

  @Override
  public List<Minion> minions(Optional<String> idGlob, Optional<MinionId> after, int limit)
      throws JobCacheUnavailableException {
    reach();
    return minions.values().stream()
        .filter(m -> after.isEmpty() || m.id().compareTo(after.get()) > 0)
        .filter(m -> idGlob.isEmpty() || new Glob(idGlob.get()).matches(m.id().text()))
        .limit(limit)
        .toList();
  }

  @Override
  public List<Answered> history(MinionId minion, History history)
      throws JobCacheUnavailableException {
    reach();
    List<Answered> found = new ArrayList<>();
    for (Jid jid : loads.descendingKeySet()) {
      StoredReturn r = answers(jid).get(minion);
      if (r == null || found.size() == history.limit()) {
        continue;
      }
      boolean older = history.before().isEmpty() || jid.compareTo(history.before().get()) < 0;
      if (older
          && (!history.failedOnly() || r.failed())
          && (history.internal() || !Functions.isToolNoise(r.fun()))
          && (history.fun().isEmpty() || new Glob(history.fun().get()).matches(r.fun()))) {
        found.add(
            new Answered(
                jid,
                r.fun(),
                r.fullReturn().integer("retcode"),
                r.failed(),
                Instant.parse(r.storedAt()),
                "syndic1"));
      }
    }
    return found;
  }

  @Override
  public Optional<Highstate> highstate(MinionId minion) throws JobCacheUnavailableException {
    reach();
    return Optional.ofNullable(minions.get(minion)).flatMap(Minion::highstate);
  }

  @Override
  public List<Unanswered> unanswered(MinionId minion, Optional<Jid> before, int limit)
      throws JobCacheUnavailableException {
    reach();
    List<Unanswered> found = new ArrayList<>();
    for (Jid jid : loads.descendingKeySet()) {
      Missing m = missing.getOrDefault(jid, new TreeMap<>()).get(minion);
      boolean older = before.isEmpty() || jid.compareTo(before.get()) < 0;
      if (m != null && older && found.size() < limit) {
        String fun = loads.getOrDefault(jid, Data.Dict.EMPTY).text("fun").orElse("");
        found.add(new Unanswered(jid, fun, m.node(), m.state()));
      }
    }
    return found;
  }

  @Override
  public List<StoredEvent> events(EventQuery query) throws JobCacheUnavailableException {
    reach();
    return events.reversed().stream()
        .filter(e -> query.before().isEmpty() || e.id() < query.before().get().id())
        .filter(e -> query.tag().isEmpty() || new Glob(query.tag().get()).matches(e.tag()))
        .limit(query.limit())
        .toList();
  }

  @Override
  public EventCursor end() throws JobCacheUnavailableException {
    reach();
    return new EventCursor(events.isEmpty() ? 0 : events.getLast().id(), new TreeSet<>());
  }

  @Override
  public Tail tail(EventCursor cursor, Optional<String> tag, int limit)
      throws JobCacheUnavailableException {
    reach();
    List<StoredEvent> found =
        events.stream()
            .filter(e -> e.id() > cursor.settled())
            .filter(e -> tag.isEmpty() || new Glob(tag.get()).matches(e.tag()))
            .limit(limit)
            .toList();
    return new Tail(
        found, found.isEmpty() ? cursor : new EventCursor(found.getLast().id(), new TreeSet<>()));
  }

  @Override
  public List<Node> nodes() throws JobCacheUnavailableException {
    reach();
    return List.copyOf(nodes);
  }

  @Override
  public Overview overview(int failures) throws JobCacheUnavailableException {
    reach();
    List<JobSummary> all = loads.descendingKeySet().stream().map(this::summary).toList();
    Counts counts =
        new Counts(
            all.size(),
            0,
            all.stream().mapToLong(JobSummary::returned).sum(),
            all.stream().mapToLong(JobSummary::failed).sum(),
            all.stream().mapToLong(JobSummary::missing).sum());
    List<JobSummary> failed = all.stream().filter(j -> j.failed() > 0).limit(failures).toList();
    Instant now = Instant.parse("2026-11-24T12:30:00Z");
    List<Hour> hours = new ArrayList<>();
    for (int h = 23; h >= 0; h--) {
      Instant start = now.truncatedTo(ChronoUnit.HOURS).minus(h, ChronoUnit.HOURS);
      hours.add(new Hour(start, h == 0 ? counts.returned() : 0, h == 0 ? counts.failed() : 0));
    }
    return new Overview(counts, failed, hours, now);
  }

  @Override
  public List<Missing> missing(Jid jid, Optional<MinionId> after, int limit)
      throws JobCacheUnavailableException {
    return page(missing.getOrDefault(jid, new TreeMap<>()), _ -> true, after, limit);
  }

  private <T> List<T> page(
      NavigableMap<MinionId, T> all, Predicate<T> wanted, Optional<MinionId> after, int limit)
      throws JobCacheUnavailableException {
    reach();
    Stream<T> rest = (after.isEmpty() ? all : all.tailMap(after.get(), false)).values().stream();
    List<T> page = rest.filter(wanted).limit(limit).toList();
    rowsMax = Math.max(rowsMax, page.size());
    return page;
  }

  private static boolean standsSo(JobStatus status, JobSummary job) {
    return switch (status) {
      case FAILED -> job.failed() > 0;
      case MISSING, RUNNING -> job.missing() > 0;
      case COMPLETE -> job.missing() == 0;
    };
  }

  private boolean matches(JobQuery query, Jid jid) {
    String fun = loads.getOrDefault(jid, Data.Dict.EMPTY).text("fun").orElse("");
    boolean known = query.minion().isEmpty() || answers(jid).containsKey(query.minion().get());
    return known
        && (query.fun().isEmpty() || new Glob(query.fun().get()).matches(fun))
        && (query.internal() || !fun.equals("saltutil.find_job"))
        && (query.status().isEmpty() || standsSo(query.status().get(), summary(jid)))
        && (!query.failedOnly() || summary(jid).failed() > 0);
  }

  private NavigableMap<MinionId, StoredReturn> answers(Jid jid) {
    return returns.getOrDefault(jid, new TreeMap<>());
  }

  private JobSummary summary(Jid jid) {
    int returned = answers(jid).size();
    int failed = (int) answers(jid).values().stream().filter(StoredReturn::failed).count();
    int absent = missing.getOrDefault(jid, new TreeMap<>()).size();
    return new JobSummary(
        jid, loads.getOrDefault(jid, Data.Dict.EMPTY), returned + absent, returned, failed);
  }

  private void reach() throws JobCacheUnavailableException {
    if (down.isPresent()) {
      throw new JobCacheUnavailableException(down.get(), new IllegalStateException("down"));
    }
  }
}
