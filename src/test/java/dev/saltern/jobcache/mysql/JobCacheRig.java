package dev.saltern.jobcache.mysql;

import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

  @Override
  public void close() throws java.sql.SQLException {
    writers.values().forEach(MySqlJobCache::close);
    lookup.close();
    sql.close();
    database.close();
  }
}
