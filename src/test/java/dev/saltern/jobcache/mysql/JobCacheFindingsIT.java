package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.FindingsContract;
import dev.saltern.jobcache.JobLookup;
import dev.saltern.jobcache.JobWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class JobCacheFindingsIT extends FindingsContract {
  private static JobCacheRig rig;

  @BeforeAll
  static void create() throws Exception {
    rig = new JobCacheRig();
  }

  @AfterAll
  static void drop() throws Exception {
    rig.close();
  }

  @Override
  protected JobWriter writer(String node) {
    return rig.writer(node);
  }

  @Override
  protected JobLookup lookup() {
    return rig.lookup;
  }
}
