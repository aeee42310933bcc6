package dev.saltern.jobcache.mysql;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobLookup;
import dev.saltern.jobcache.JobPage;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.ReturnFilter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/// Find: `lookup.Lookup > MySqlJobLookup ═sql═> MySQL`. Needs SELECT only. Nothing connects before
/// the first question. Thread-safe.
public final class MySqlJobLookup implements JobLookup, Component {
  static {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
  }

  /// MySQL's dialect for MariaDB too: what is asked is common to both.
  private static final SQLDialect DIALECT = SQLDialect.MYSQL;

  /// At DEBUG jOOQ would log what it binds and what it finds.
  private static final Settings SETTINGS = new Settings().withExecuteLogging(false);

  private final Database database;

  public MySqlJobLookup(MySqlConfig config) {
    this.database = new Database(config);
  }

  private interface Question<T> {
    T ask(Connection connection, DSLContext dsl) throws SQLException;
  }

  private <T> T ask(Question<T> question) throws JobCacheUnavailableException {
    try (Connection connection = database.connection()) {
      return question.ask(connection, DSL.using(connection, DIALECT, SETTINGS));
    } catch (SQLException e) {
      database.forget();
      throw database.unavailable(e);
    } catch (DataAccessException e) {
      database.forget();
      throw database.unavailable(new SQLException(e.getMessage(), e.sqlState(), e));
    }
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
    return ask((_, dsl) -> new SelectJobs(dsl).latest(query));
  }

  @Override
  public List<StoredReturn> returns(
      Jid jid, ReturnFilter filter, Optional<MinionId> after, int limit)
      throws JobCacheUnavailableException {
    return ask((c, dsl) -> new SelectReturns(c, dsl).run(jid, filter, after, limit));
  }

  @Override
  public List<Missing> missing(Jid jid, Optional<MinionId> after, int limit)
      throws JobCacheUnavailableException {
    return ask((_, dsl) -> new SelectMissing(dsl).run(jid, after, limit));
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
