package dev.saltern.jobcache.mysql;

import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.impl.DSL;

/// A database of a test class's own, with a writer for each node that is asked for. Thread-safe.
final class JobCacheRig implements AutoCloseable {
  final TestDatabase database = TestDatabase.migrated();

  /// A plain connection, as a person has one.
  final Connection sql = database.connect();

  final MySqlJobLookup lookup = new MySqlJobLookup(database.config());
  private final Map<String, MySqlJobCache> writers = new ConcurrentHashMap<>();

  JobCacheRig() throws Exception {}

  /// The writer of a node.
  MySqlJobCache writer(String node) {
    return writers.computeIfAbsent(
        node, name -> new MySqlJobCache(database.config(), new Origin(name, "master")));
  }

  /// Counts the summaries of all jobs that are marked.
  static void count(TestDatabase database) throws java.sql.SQLException {
    try (Connection connection = database.connect()) {
      var dsl = DSL.using(connection, MySqlJobLookup.DIALECT, MySqlJobLookup.SETTINGS);
      int jobs = RecountJobs.JOBS_MAX;
      while (jobs == RecountJobs.JOBS_MAX) {
        jobs = new RecountJobs(connection, dsl).run();
      }
    }
  }

  @Override
  public void close() throws java.sql.SQLException {
    writers.values().forEach(MySqlJobCache::close);
    lookup.close();
    sql.close();
    database.close();
  }
}
