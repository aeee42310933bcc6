package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.JobLookup;
import dev.saltern.jobcache.JobWriter;
import dev.saltern.jobcache.JobsContract;
import dev.saltern.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class JobCacheJobsIT extends JobsContract {
  private static TestDatabase database;
  private static MySqlJobCache writer;
  private static MySqlJobLookup lookup;

  @BeforeAll
  static void create() throws Exception {
    database = TestDatabase.migrated();
    writer = new MySqlJobCache(database.config(), new Origin("a", "master"));
    lookup = new MySqlJobLookup(database.config());
  }

  @AfterAll
  static void drop() throws Exception {
    writer.close();
    lookup.close();
    database.close();
  }

  @Override
  protected JobWriter writer(String node) {
    return writer;
  }

  @Override
  protected void count() throws Exception {
    JobCacheRig.count(database);
  }

  @Override
  protected JobLookup lookup() {
    return lookup;
  }
}
