package dev.saltern.lookup;

import dev.saltern.job.Data;
import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobLookup;
import dev.saltern.jobcache.JobPage;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.ReturnFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A job cache in memory. Counts what it hands out, and can be down.
public final class FakeJobLookup implements JobLookup {
  private final NavigableMap<Jid, Data.Dict> loads = new TreeMap<>();
  private final Map<Jid, NavigableMap<MinionId, StoredReturn>> returns = new TreeMap<>();
  private final Map<Jid, NavigableMap<MinionId, Missing>> missing = new TreeMap<>();

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
  public List<StoredReturn> returns(
      Jid jid, ReturnFilter filter, Optional<MinionId> after, int limit)
      throws JobCacheUnavailableException {
    Predicate<StoredReturn> wanted =
        r ->
            (!filter.failedOnly() || r.failed())
                && (filter.minionGlob().isEmpty()
                    || new Glob(filter.minionGlob().get()).matches(r.minion().text()));
    return page(returns.getOrDefault(jid, new TreeMap<>()), wanted, after, limit);
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

  private boolean matches(JobQuery query, Jid jid) {
    String fun = loads.getOrDefault(jid, Data.Dict.EMPTY).text("fun").orElse("");
    boolean known = query.minion().isEmpty() || answers(jid).containsKey(query.minion().get());
    return known
        && (query.fun().isEmpty() || new Glob(query.fun().get()).matches(fun))
        && (query.internal() || !fun.equals("saltutil.find_job"))
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
