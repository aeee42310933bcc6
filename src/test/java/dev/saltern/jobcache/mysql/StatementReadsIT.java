package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.BigTables.JOBS;
import static dev.saltern.jobcache.mysql.BigTables.MISSING;
import static dev.saltern.jobcache.mysql.BigTables.RETURNS_A_JOB;
import static dev.saltern.jobcache.mysql.BigTables.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Gap;
import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.job.Return;
import dev.saltern.job.Unverified;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.EventLookup;
import dev.saltern.jobcache.EventLookup.EventQuery;
import dev.saltern.jobcache.JobMinion.Standing;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobStatus;
import dev.saltern.jobcache.MinionLookup.History;
import dev.saltern.jobcache.PageBound;
import dev.saltern.jobcache.ReturnFilter;
import dev.saltern.jobcache.mysql.ReadsRecorder.Seen;
import dev.saltern.jobcache.mysql.ReadsRecorder.Work;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the server reads for each statement of the job cache, with [BigTables] in place: a small
/// multiple of the rows that it writes, shows or counts, at every row count at which statements are
/// put together differently.
///
/// No statement escapes: [ReadsRecorder] sees each, and [SendingCode] finds those that were never
/// sent. A new statement needs some work here that sends it.
class StatementReadsIT {
  private static final List<Integer> ROW_COUNTS =
      IntStream.concat(IntStream.rangeClosed(1, 11), IntStream.of(100)).boxed().toList();

  /// How many rows may be read for one that is written, shown or counted.
  private static final int TIMES = 10;

  /// How many beside them: some steps into each of the partitions, where a condition tells no day.
  private static final int BESIDE = 150;

  /// Days, `pfirst`, `pnext` and `pmax`, with some to spare.
  private static final int PARTITIONS = 40;

  /// Statements that may read more, and why.
  ///
  /// @param sender the class
  /// @param part of its text
  /// @param times how many rows may be read for one
  /// @param beside and how many beside these
  private record Exempt(String sender, String part, int times, int beside) {}

  private static final List<Exempt> EXEMPT =
      List.of(
          // The server's own tables; a DDL reads them for each column of each partition.
          new Exempt("", "information_schema", TIMES, 20_000),
          new Exempt("", "ALTER TABLE", TIMES, 5_000),
          // When a minion returned last is told by none of the tables: a step into each day.
          new Exempt("SelectMinions", "", PARTITIONS, BESIDE),
          // Which job names a set is told by an index of each day.
          new Exempt("UnusedSets", "", PARTITIONS, BESIDE),
          // A glob that does not begin with what it looks for looks at each id.
          new Exempt("SelectMinions", "like ?", PARTITIONS, 2 * JOBS * RETURNS_A_JOB),
          // Of many jobs of one day with few rows a server may read the day's whole index.
          new Exempt("CountJobs", " IN (", TIMES, 2 * JOBS * RETURNS_A_JOB / BigTables.DAYS),
          new Exempt("RecountJobs", " in (", TIMES, 2 * JOBS * RETURNS_A_JOB / BigTables.DAYS),
          // All gaps: a few a month and node.
          new Exempt("", "salt_gaps WHERE ended <", TIMES, 1_000));

  /// Migrations run once, and an admin waits for them. Asked only of a database that has tables and
  /// not our schema.
  private static final String FOREIGN = "SchemaCheck.hasTables";

  private static final String MIGRATIONS = "Migrate";

  /// For MariaDB only.
  private static final String STEPS = "SelectMinions.steps";

  private final ReadsRecorder recorder = new ReadsRecorder();
  private final BigTables tables = new BigTables();
  private final Instant now = tables.now;
  private final StockDatabase stock = new StockDatabase("utf8mb3");
  private final List<String> tooMany = new ArrayList<>();
  private final Map<String, Worst> worst = new TreeMap<>();
  private int fresh;

  StatementReadsIT() throws Exception {}

  @AfterEach
  void drop() throws Exception {
    stock.close();
    tables.close();
    recorder.close();
  }

  @Test
  void eachStatementReadsASmallMultipleOfTheRowsItWritesOrShows() throws Exception {
    for (int n : ROW_COUNTS) {
      write(n);
      heartbeat(n);
      lookUpJobs(n);
      lookUpMinions(n);
      lookUpEvents(n);
    }
    importStock();
    retain();
    reads("schema", 1, this::schema);
    worst.values().forEach(System.out::println);

    boolean mariaDb = Sql.text(tables.sql, "SELECT VERSION()").contains("MariaDB");
    Set<String> without =
        mariaDb ? Set.of(MIGRATIONS, FOREIGN) : Set.of(MIGRATIONS, FOREIGN, STEPS);
    assertThat(SendingCode.unused(recorder.used(), without)).as("never sent").isEmpty();
    assertThat(tooMany).isEmpty();
  }

  private void write(int n) throws Exception {
    List<Jid> jobs = IntStream.range(0, n).mapToObj(_ -> fresh()).toList();
    List<Jid> told = IntStream.range(0, n).mapToObj(_ -> fresh()).toList();
    Jid big = tables.jid(7);
    String some = "n" + fresh++;
    for (String again : List.of("new ", "again ")) {
      write(n, again + "loads", i -> Arrivals.published(told.get(i), "cmd.run", "a", "b"));
      write(n, again + "returns, no load", i -> good(jobs.get(i), "m"));
      write(n, again + "events", i -> Arrivals.event(some + i, stamp(i % 60)));
      int recovered = again.length();
      write(
          n,
          again + "gaps",
          i -> new Gap(now.plusSeconds(i), now.plusSeconds(100 + n), Gap.Reason.START, recovered));
    }
    write(n, "better loads", i -> Arrivals.published(jobs.get(i), "x", "m", "o", "p"));
    for (Instant asked : List.of(now, now.plusSeconds(1))) {
      write(n, "completions", i -> new Completion(jobs.get(i), asked, 3, false, missing("o", "p")));
    }
    count("summary of what was written", n);
    write(n, "returns of those found missing", i -> good(jobs.get(i), "o"));
    write(n, "directory", i -> Arrivals.inDirectory(good(big, some + i)));
    write(n, "bus", i -> good(big, some + i));
    write(n, "same again", i -> good(big, some + i));
    write(n, "newer", i -> Arrivals.answer(big, some + i, "z" + i, stamp(30)));
    write(n, "older", i -> Arrivals.answer(big, some + i, "y" + i, stamp(10)));
    write(n, "bus alone", i -> good(big, some + "r" + i));
    write(n, "newer there", i -> Arrivals.answer(big, some + "r" + i, "z" + i, stamp(30)));
    write(n, "the directory judges", i -> Arrivals.inDirectory(good(big, some + "r" + i)));
    write(n, "not in the directory", i -> good(big, some + "u" + i));
    write(n, "unverified", i -> new Unverified(big, new MinionId(some + "u" + i)));
    write(
        n,
        "states in the directory",
        i -> Arrivals.inDirectory(States.applied(big, some + "s" + i, States.run(States.CHANGED))));
    write(n, "states", i -> States.applied(big, some + "s" + i, States.run(States.FAILED)));
    if (n == 1) {
      for (String text : List.of("x", "y")) {
        write(n, "big", i -> Arrivals.answer(big, some + "b" + i, text.repeat(5 << 20), stamp(20)));
      }
      reads("big", 1, () -> tables.lookup.returned(big, new MinionId(some + "b0")));
    }
    count("summary of returns", n);
    for (int i = 0; i < n; i++) {
      mark(fresh());
    }
    count("summary of nothing", n);
    if (n == 1) {
      reads("summariser", 10, this::summarise);
    }
  }

  private void write(int n, String what, IntFunction<Arrival> arrival) throws Exception {
    List<Arrival> batch = IntStream.range(0, n).mapToObj(arrival).toList();
    reads("write " + n + " " + what, n, () -> tables.write(batch));
  }

  private static Map<MinionId, MinionState> missing(String running, String silent) {
    return Map.of(
        new MinionId(running), MinionState.RUNNING, new MinionId(silent), MinionState.NO_ANSWER);
  }

  private void mark(Jid job) throws Exception {
    Sql.execute(tables.sql, "INSERT INTO salt_job_dirty (jid) VALUES (?)", job.text());
  }

  /// Counts what is marked: each return of a job that is marked is a row that is counted.
  private void count(String name, int n) throws Exception {
    int marks = Sql.number(tables.sql, "SELECT COUNT(*) FROM salt_job_dirty");
    int returns =
        Sql.number(
            tables.sql,
            "SELECT COUNT(*) FROM salt_returns WHERE jid IN (SELECT jid FROM salt_job_dirty)");
    reads(name, n + marks + returns, () -> JobCacheRig.count(tables.database));
  }

  private void summarise() throws Exception {
    try (var summariser = new Summariser(tables.database.config(), Clock.systemUTC())) {
      summariser.start();
      for (int round = 0; round < 2; round++) {
        mark(fresh());
        await()
            .pollInterval(Duration.ofMillis(20))
            .until(() -> Sql.number(tables.sql, "SELECT COUNT(*) FROM salt_job_dirty") == 0);
      }
    }
  }

  private static Return good(Jid jid, String id) {
    return Arrivals.answer(jid, id, "fine", stamp(20));
  }

  private static String stamp(int second) {
    return "2026-11-24T12:00:%02d.000000".formatted(second);
  }

  /// A jid nobody used yet, of five days ago.
  private Jid fresh() {
    return Jid.at(now.minus(Duration.ofDays(5)).plusMillis(fresh++));
  }

  private void heartbeat(int n) throws Exception {
    var state =
        new NodeState(7, Optional.of(Duration.ZERO), 4096, 2, new NodeState.Moms(2, 1), true);
    var origin = new Origin("h" + n, "m");
    reads(
        "heartbeats",
        1,
        () -> {
          try (var heartbeat = new Heartbeat(tables.database.config(), origin, "1", () -> state)) {
            assertThat(heartbeat.beat()).isTrue();
            assertThat(heartbeat.beat()).isTrue();
          }
        });
  }

  private void lookUpJobs(int n) throws Exception {
    MySqlJobLookup lookup = tables.lookup;
    JobQuery newest = JobQuery.newest(n);
    Optional<String> any = Optional.empty();
    Optional<MinionId> first = Optional.empty();
    Jid job = tables.jid(100);
    MinionId web = new MinionId(id(3));
    reads("jobs", n, () -> lookup.jobs(newest));
    for (String fun : List.of("cmd.run", "cmd.*")) {
      reads("jobs " + fun, n, () -> lookup.jobs(query(n, fun, first, Optional.empty())));
    }
    reads("latest", 1, () -> lookup.latest(newest));
    reads(
        "jobs of a minion",
        n,
        () -> lookup.jobs(query(n, "*", Optional.of(web), Optional.empty())));
    for (JobStatus status : JobStatus.values()) {
      reads("jobs " + status, n, () -> lookup.jobs(query(n, "*", first, Optional.of(status))));
    }
    reads(
        "failed jobs of a minion",
        JOBS,
        () -> lookup.jobs(query(n, "*", Optional.of(web), Optional.of(JobStatus.FAILED))));
    reads("job", 1, () -> lookup.job(job));
    reads("detail", RETURNS_A_JOB, () -> lookup.detail(job));
    for (Optional<MinionId> after : List.of(first, Optional.of(web))) {
      for (Optional<String> glob : List.of(any, Optional.of("web*"))) {
        var filter = new ReturnFilter(glob, false);
        reads("returns", n, () -> lookup.returns(job, filter, after, PageBound.ofRows(n)));
        reads("minions", n, () -> lookup.minions(glob, after, n));
      }
      reads("missing", n + MISSING, () -> lookup.missing(job, after, n));
    }
    reads(
        "failed returns",
        n + RETURNS_A_JOB / 50,
        () -> lookup.returns(job, new ReturnFilter(any, true), first, PageBound.ofRows(n)));
    reads("return", 1, () -> lookup.returned(job, web));
    reads("answers in doubt", 1, () -> lookup.disputed(job, n));
    for (Set<Standing> standings :
        List.of(
            Set.of(Standing.OK),
            Set.of(Standing.FAILED),
            Set.of(Standing.MISSING),
            EnumSet.allOf(Standing.class))) {
      reads(
          "minions of " + standings,
          n + MISSING,
          () -> lookup.minionsOf(job, Optional.of("web*"), standings, Optional.empty(), n));
    }
    reads("states", n, () -> lookup.states(tables.jid(101), web, 0, n));
    reads("overview", n + JOBS / BigTables.DAYS, () -> lookup.overview(n));
    reads("nodes", n, lookup::nodes);
  }

  private JobQuery query(int n, String fun, Optional<MinionId> minion, Optional<JobStatus> status) {
    Optional<String> any = Optional.of("*");
    return new JobQuery(
        Optional.of(fun),
        minion,
        any,
        any,
        Optional.of(now.minus(Duration.ofDays(9))),
        Optional.of(now),
        status.equals(Optional.of(JobStatus.FAILED)),
        status,
        false,
        Optional.of(tables.jid(190)),
        n);
  }

  private void lookUpMinions(int n) throws Exception {
    MySqlJobLookup lookup = tables.lookup;
    MinionId web = new MinionId(id(3));
    MinionId silent = new MinionId(id(RETURNS_A_JOB));
    Optional<Instant> week = Optional.of(now.minus(Duration.ofDays(7)));
    Optional<String> any = Optional.of("*");
    reads("minions *1", n, () -> lookup.minions(Optional.of("*1"), Optional.empty(), n));
    reads("history", n, () -> lookup.history(web, History.newest(n)));
    reads(
        "history of a week",
        n,
        () ->
            lookup.history(
                web, new History(any, false, week, Optional.of(now), true, Optional.empty(), n)));
    reads("highstate", 1, () -> lookup.highstate(web));
    // It looks through the jobs of which somebody may be missing, which all of them are.
    reads("unanswered", n + JOBS, () -> lookup.unanswered(silent, Optional.empty(), n));
  }

  private void lookUpEvents(int n) throws Exception {
    MySqlJobLookup lookup = tables.lookup;
    Optional<Instant> week = Optional.of(now.minus(Duration.ofDays(7)));
    Optional<String> tag = Optional.of("e/*");
    EventQuery newest = events(n, Optional.empty());
    reads("events", n, () -> lookup.events(newest));
    reads(
        "events of a week",
        n,
        () -> lookup.events(new EventQuery(tag, Optional.empty(), week, Optional.empty(), n)));
    EventLookup.Key last = lookup.events(newest).getLast().key();
    reads("events before", n, () -> lookup.events(events(n, Optional.of(last))));
    var end = lookup.end();
    tables.write(
        IntStream.range(0, n).mapToObj(_ -> Arrivals.event("t/" + fresh++, stamp(1))).toList());
    reads("end of events", 2_000, lookup::end); // all that came in the last minute
    reads("tail", n, () -> lookup.tail(end, Optional.of("t/*"), n));
  }

  private static EventQuery events(int n, Optional<EventLookup.Key> before) {
    return new EventQuery(Optional.empty(), Optional.empty(), Optional.empty(), before, n);
  }

  private void importStock() throws Exception {
    BigTables.numbers(stock.sql);
    for (String sql :
        List.of(
            """
            INSERT INTO jids (jid, `load`)
            SELECT DATE_FORMAT(UTC_TIMESTAMP() - INTERVAL 9 DAY + INTERVAL n * 1000 SECOND,
              '%Y%m%d%H%i%s000000'), '{"fun": "test.ping"}' FROM nums WHERE n < 200""",
            """
            INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret, alter_time)
            SELECT 'test.ping', jid, 'true', CONCAT('m', n), '1', '{}', '2026-01-01'
            FROM jids JOIN nums ON n < 500""",
            """
            INSERT INTO salt_events (tag, data, alter_time, master_id)
            SELECT CONCAT('old/', n), '{}', '2026-01-01', 'm' FROM nums WHERE n < 20""",
            "ANALYZE TABLE jids, salt_returns, salt_events")) {
      Sql.execute(stock.sql, sql);
    }
    for (int n : ROW_COUNTS) {
      Instant since = now.plusSeconds(100L * n);
      for (int i = 0; i < 2 * n; i++) {
        String jid = Jid.at(since.plusMillis(i)).text();
        stock.job(jid);
        stock.answer(jid, "m", "1");
        stock.answer(jid, "n", "1");
      }
      var options = new Import.Options(false, true, OptionalInt.empty(), Optional.of(since));
      var into =
          new Import(
              tables.database.config(),
              StatesKept.CHANGED,
              new RenderedRules(Optional::of),
              Clock.systemUTC(),
              n);
      reads(
          "import by " + n,
          n + 20,
          () -> {
            try (ImportSource source = StockTables.open(stock.database.config(), 2)) {
              into.run(source, options, _ -> {});
            }
          });
    }
    count("summary of the import", 1);
  }

  private void retain() throws Exception {
    for (int n : ROW_COUNTS) {
      for (int i = 0; i < n; i++) {
        goes(fresh(), fresh());
      }
      count("summary of stock returns", n);
      retain("retain " + n, rules(60, n != 2), n);
    }
    String open =
        "INSERT INTO salt_completion (jid, node, expected, unanswered, complete)"
            + " VALUES (?, 'node9', 1, 0, 0)";
    Sql.execute(tables.sql, open, tables.jid(0).text());
    retain("retain days but the oldest", rules(11, false), 4_000);
    Sql.execute(tables.sql, "DELETE FROM salt_completion WHERE node = 'node9'");
    retain("retain days", rules(10, true), 4_000);
  }

  /// What goes: a job by its class, one of which a stock writer stored a return as well, rows
  /// without a job, a set without a job.
  private void goes(Jid gone, Jid fine) throws Exception {
    tables.write(
        List.of(
            Arrivals.published(gone, "gone.run", "a", "b"),
            RetainTables.answer(gone, "a", "gone.run", true),
            RetainTables.answer(fine, "a", "fine.run", true)));
    for (String sql :
        List.of(
            "INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret)"
                + " VALUES ('fine.run', ?, '1', 's', '1', '{}')",
            "INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret, stored_at)"
                + " VALUES ('f', CONCAT('x', ?), '1', 'm', '1', '{}', '2026-01-01')",
            "INSERT INTO salt_completion (jid, node, expected, unanswered, complete)"
                + " VALUES (CONCAT('y', ?), 'node1', 1, 0, 1)",
            "INSERT INTO salt_minion_set (hash, minions, minion_count, used_at)"
                + " VALUES (UNHEX(LEFT(SHA2(?, 256), 32)), '[]', 0, '2026-01-01')")) {
      Sql.execute(tables.sql, sql, fine.text());
    }
  }

  private static RetainRules rules(int days, boolean archive) {
    Duration keep = Duration.ofDays(days);
    return new RetainRules(
        List.of(
            new RetainRules.JobClass(
                "gone", new Glob("gone.*"), RetainRules.Ended.ANY, Duration.ofDays(1)),
            new RetainRules.JobClass(
                "fine", new Glob("fine.*"), RetainRules.Ended.OK, Duration.ofDays(2))),
        keep,
        new RetainRules.Others(keep, keep, Duration.ofDays(1)),
        archive);
  }

  private void retain(String name, RetainRules rules, int n) throws Exception {
    var bounds = new Retention.Bounds(500, 5_000, Duration.ofSeconds(3), _ -> {});
    var retention = new Retention(tables.database.config(), rules, Clock.systemUTC(), bounds);
    reads(name + ", rehearsed", n, () -> retention.preview(Duration.ofMinutes(1)));
    reads(name, n, () -> retention.run(Duration.ofMinutes(1)));
  }

  private void schema() throws Exception {
    assertThat(tables.lookup.check().ok()).isTrue();
    try (var connection = tables.database.connect()) {
      LocalDate today = LocalDate.now(ZoneOffset.UTC);
      new Partitions(connection).ensure(today.plusDays(1), Partitions.DAYS_AHEAD_DEFAULT);
      assertThat(new Partitions(connection).lastDay()).isPresent();
      Set<LocalDate> old = Set.of(today.minusDays(30));
      new OldDays(connection, Clock.systemUTC()).ensure(new ImportSource.Days(old, old));
    }
  }

  /// A statement where it read most for its rows.
  private record Worst(String statement, String doing, long read, long rows) {
    long over() {
      return read - TIMES * rows;
    }

    @Override
    public String toString() {
      return "%7d read for %5d | %-30s | %.250s".formatted(read, rows, doing, statement);
    }
  }

  private void reads(String name, int rows, Work work) throws Exception {
    for (Seen seen : recorder.during(work)) {
      String sql = normal(seen.sql());
      long about = Math.max(rows, seen.rows().get());
      var one = new Worst(seen.sender() + ": " + sql, name, seen.read().get(), about);
      if (one.read > most(seen.sender(), sql, about)) {
        tooMany.add(one.toString());
      }
      worst.merge(one.statement, one, (a, b) -> a.over() >= b.over() ? a : b);
    }
  }

  private static long most(String sender, String sql, long rows) {
    return EXEMPT.stream()
        .filter(e -> sender.startsWith(e.sender) && sql.contains(e.part))
        .mapToLong(e -> e.beside + e.times * rows)
        .max()
        .orElse(BESIDE + TIMES * rows);
  }

  /// The same for every number of rows.
  private static String normal(String sql) {
    return sql.replaceAll("\\s+", " ")
        .replaceAll("(\\?, ?)+\\?", "?..")
        .replaceAll("(\\(\\?[^()]*\\), ?)+", "")
        .replaceAll("LIMIT \\d+", "LIMIT n")
        .replaceAll("p20\\d{6}", "pDAY")
        .trim();
  }
}
