package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.JobCacheContract;
import dev.saltern.jobcache.JobLookup;
import dev.saltern.jobcache.JobWriter;
import dev.saltern.testing.TestDatabase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class JobCacheIT extends JobCacheContract {
  private static TestDatabase database;
  private static MySqlJobLookup lookup;
  private static final Map<String, MySqlJobCache> writers = new ConcurrentHashMap<>();

  @BeforeAll
  static void create() throws Exception {
    database = TestDatabase.migrated();
    lookup = new MySqlJobLookup(database.config());
  }

  @AfterAll
  static void drop() throws Exception {
    writers.values().forEach(MySqlJobCache::close);
    writers.clear();
    lookup.close();
    database.close();
  }

  @Override
  protected JobWriter writer(String node) {
    return writers.computeIfAbsent(
        node, name -> new MySqlJobCache(database.config(), new Origin(name, "master")));
  }

  @Override
  protected JobLookup lookup() {
    return lookup;
  }
}
