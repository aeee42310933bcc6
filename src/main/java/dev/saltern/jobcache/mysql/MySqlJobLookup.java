package dev.saltern.jobcache.mysql;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.EventCursor;
import dev.saltern.jobcache.JobCacheReader;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobDetail;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobPage;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.PageBound;
import dev.saltern.jobcache.ReturnFilter;
import dev.saltern.jobcache.ReturnPage;
import dev.saltern.jobcache.StateOfRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// Find: `lookup.Lookup > MySqlJobLookup ═sql═> MySQL`. Needs SELECT only. Nothing connects before
/// the first question. Thread-safe.
public final class MySqlJobLookup implements JobCacheReader, Component {
  static {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
  }

  /// MySQL's dialect for MariaDB too: what is asked is common to both.
  static final SQLDialect DIALECT = SQLDialect.MYSQL;

  /// How much sooner than the socket gives up a statement is ended at the server, which would go on
  /// with it otherwise.
  private static final Duration END_SOONER = Duration.ofSeconds(2);

  /// At DEBUG jOOQ would log what it binds and what it finds.
  static final Settings SETTINGS = new Settings().withExecuteLogging(false);

  private final Database database;

  private final Clock clock;
  private final Settings settings;

  /// When the first of those questions in a row was asked that went unanswered.
  private final AtomicReference<@Nullable Instant> unanswered = new AtomicReference<>();

  public MySqlJobLookup(MySqlConfig config) {
    this(config, Clock.systemUTC());
  }

  /// @param clock tells since when it is unavailable
  public MySqlJobLookup(MySqlConfig config, Clock clock) {
    this.database = new Database(config);
    this.clock = clock;
    // At DEBUG jOOQ would log what it binds and what it finds.
    this.settings =
        new Settings()
            .withExecuteLogging(false)
            .withQueryTimeout(
                (int) Math.max(1, config.limits().answerTimeout().minus(END_SOONER).toSeconds()));
  }

  private interface Question<T> {
    T ask(Connection connection, DSLContext dsl) throws SQLException;
  }

  private <T> T ask(Question<T> question) throws JobCacheUnavailableException {
    try (Connection connection = database.connection()) {
      T answer = question.ask(connection, DSL.using(connection, DIALECT, settings));
      unanswered.set(null);
      return answer;
    } catch (SQLException e) {
      throw noAnswer(database.unavailable(e));
    } catch (DataAccessException e) {
      Exception cause = e.getCause(SQLException.class);
      throw noAnswer(
          database.unavailable(cause instanceof SQLException s ? s : new SQLException(e)));
    } catch (JobCacheUnavailableException e) {
      throw noAnswer(e);
    }
  }

  private JobCacheUnavailableException noAnswer(JobCacheUnavailableException e) {
    if (e.reason() == JobCacheUnavailableException.Reason.SLOW) {
      return e;
    }
    database.forget();
    Instant now = clock.instant();
    Instant first = unanswered.updateAndGet(then -> then == null ? now : then);
    return e.since(first == null ? now : first);
  }

  @Override
  public JobPage jobs(JobQuery query) throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectJobs(dsl).run(query));
  }

  @Override
  public Optional<JobSummary> job(Jid jid) throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectJob(dsl).run(jid));
  }

  @Override
  public Optional<Jid> latest(JobQuery query) throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectJobs(dsl).latest(query, clock.instant()));
  }

  @Override
  public Optional<JobDetail> detail(Jid jid) throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectDetail(dsl).run(jid));
  }

  @Override
  public List<Disputed> disputed(Jid jid, int limit) throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectDisputed(dsl).run(jid, limit));
  }

  @Override
  public ReturnPage returns(Jid jid, ReturnFilter filter, Optional<MinionId> after, PageBound bound)
      throws JobCacheUnavailableException {
    return ask((c, dsl) -> new SelectReturns(c, dsl).run(jid, filter, after, bound));
  }

  @Override
  public Optional<StoredReturn> returned(Jid jid, MinionId minion)
      throws JobCacheUnavailableException {
    return ask((c, dsl) -> new SelectReturns(c, dsl).one(jid, minion));
  }

  @Override
  public List<JobMinion> minionsOf(
      Jid jid,
      Optional<String> idGlob,
      Set<JobMinion.Standing> standings,
      Optional<JobMinion.Key> after,
      int limit)
      throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectJobMinions(dsl, jid, idGlob).run(standings, after, limit));
  }

  @Override
  public List<Missing> missing(Jid jid, Optional<MinionId> after, int limit)
      throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectMissing(dsl).run(jid, Optional.empty(), after, limit));
  }

  @Override
  public List<StateOfRun> states(Jid jid, MinionId minion, int after, int limit)
      throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectStates(dsl).run(jid, minion, after, limit));
  }

  @Override
  public List<Minion> minions(Optional<String> idGlob, Optional<MinionId> after, int limit)
      throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectMinions(dsl).run(idGlob, after, limit));
  }

  @Override
  public List<Answered> history(MinionId minion, History history)
      throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectHistory(dsl).run(minion, history));
  }

  @Override
  public Optional<Highstate> highstate(MinionId minion) throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectHighstate(dsl).run(minion));
  }

  @Override
  public List<Unanswered> unanswered(MinionId minion, Optional<Jid> before, int limit)
      throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectUnanswered(dsl, minion).run(before, limit));
  }

  @Override
  public List<StoredEvent> events(EventQuery query) throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectEvents(dsl).run(query));
  }

  @Override
  public EventCursor end() throws JobCacheUnavailableException {
    return ask((_, dsl) -> new TailEvents(dsl).end());
  }

  @Override
  public Tail tail(EventCursor cursor, Optional<String> tag, int limit)
      throws JobCacheUnavailableException {
    return ask((_, dsl) -> new TailEvents(dsl).run(cursor, tag, limit));
  }

  @Override
  public List<Node> nodes() throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectNodes(dsl).run());
  }

  @Override
  public Overview overview(int failures) throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectOverview(dsl).run(failures));
  }

  /// How its connections are used now.
  public PoolCounts connections() {
    return database.counts();
  }

  @Override
  public Check check() {
    return database.check();
  }

  @Override
  public void close() {
    database.close();
  }
}
