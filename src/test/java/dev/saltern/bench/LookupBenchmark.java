package dev.saltern.bench;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobMinion.Standing;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobStatus;
import dev.saltern.jobcache.MinionLookup.History;
import dev.saltern.jobcache.PageBound;
import dev.saltern.jobcache.ReturnFilter;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.jobcache.mysql.MySqlJobLookup;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How long each question of a lookup takes on a database that [FillJobCache] filled, with a warm
/// cache. A program, run by hand: host, port, user, password, database, and how often each is
/// asked.
public final class LookupBenchmark {
  private static final int WARM_UP = 5;
  private static final int PAGE = 50;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd");
  private static final MinionId MINION = new MinionId("minion004711.example.net");

  private LookupBenchmark() {}

  private interface Question {
    Object ask() throws JobCacheUnavailableException;
  }

  public static void main(String[] args) throws Exception {
    var credentials = new MySqlConfig.Credentials(args[2], args[3]);
    var config = MySqlConfig.of(args[0], Integer.parseInt(args[1]), args[4], credentials);
    int times = Integer.parseInt(args[5]);
    try (var lookup = new MySqlJobLookup(config)) {
      for (Map.Entry<String, Question> question : questions(lookup).entrySet()) {
        System.out.println(measured(question.getKey(), question.getValue(), times));
      }
    }
  }

  private static String measured(String name, Question question, int times)
      throws JobCacheUnavailableException {
    long[] nanos = new long[times];
    for (int i = -WARM_UP; i < times; i++) {
      long start = System.nanoTime();
      Object answer = question.ask();
      if (i >= 0) {
        nanos[i] = System.nanoTime() - start;
      } else if (i == -1) {
        System.out.printf("  %s%n", rows(answer));
      }
    }
    Arrays.sort(nanos);
    return "%-55s least %7.1f ms, median %7.1f ms, worst %7.1f ms"
        .formatted(name, nanos[0] / 1e6, nanos[times / 2] / 1e6, nanos[times - 1] / 1e6);
  }

  private static String rows(Object answer) {
    return answer instanceof List<?> list ? list.size() + " rows" : "1 answer";
  }

  private static Map<String, Question> questions(MySqlJobLookup lookup)
      throws JobCacheUnavailableException {
    JobQuery newest = JobQuery.newest(PAGE);
    Jid last = lookup.latest(newest).orElseThrow();
    // FillJobCache makes it of yesterday noon.
    String noon = DAY.format(LocalDate.now(ZoneOffset.UTC).minusDays(1)) + FillJobCache.BIG_TIME;
    Jid big = lookup.job(new Jid(noon)).orElseThrow().jid();
    Set<Standing> all = EnumSet.allOf(Standing.class);
    Optional<Jid> none = Optional.empty();
    Optional<MinionId> first = Optional.empty();
    Map<String, Question> q = new LinkedHashMap<>();
    q.put("jobs, first 50", () -> lookup.jobs(newest).jobs());
    q.put(
        "jobs of one function",
        () -> lookup.jobs(with(newest, Optional.of("cmd.run"), Optional.empty())).jobs());
    for (JobStatus status : JobStatus.values()) {
      q.put(
          "jobs that are " + status,
          () -> lookup.jobs(with(newest, Optional.empty(), Optional.of(status))).jobs());
    }
    q.put("a job of 100", () -> lookup.detail(last));
    q.put("the job of 100,000, its counts", () -> lookup.job(big));
    q.put("the job of 100,000, its counts and nodes", () -> lookup.detail(big));
    q.put(
        "the job of 100,000, first 50 minions",
        () -> lookup.minionsOf(big, Optional.empty(), all, Optional.empty(), PAGE));
    q.put(
        "the job of 100,000, first 50 that are well",
        () -> lookup.minionsOf(big, Optional.empty(), Set.of(Standing.OK), Optional.empty(), PAGE));
    q.put("the job of 100,000, first 50 missing", () -> lookup.missing(big, first, PAGE));
    q.put(
        "the job of 100,000, first 50 returns",
        () -> lookup.returns(big, ReturnFilter.ALL, first, PageBound.ofRows(PAGE)).returns());
    q.put("history of a minion", () -> lookup.history(MINION, History.newest(PAGE)));
    q.put("what a minion has not answered", () -> lookup.unanswered(MINION, none, PAGE));
    q.put("minions, first 50", () -> lookup.minions(Optional.empty(), first, PAGE));
    q.put(
        "minions by a glob that fits few",
        () -> lookup.minions(Optional.of("*4711*"), first, PAGE));
    q.put("overview", () -> lookup.overview(10));
    return q;
  }

  private static JobQuery with(JobQuery q, Optional<String> fun, Optional<JobStatus> status) {
    return new JobQuery(
        fun,
        q.minion(),
        q.tgt(),
        q.user(),
        q.since(),
        q.until(),
        false,
        status,
        false,
        q.before(),
        q.limit());
  }
}
