package dev.saltern.app;

import dev.saltern.jobcache.mysql.MySqlJobLookup;
import dev.saltern.jobcache.mysql.PoolCounts;

/// The metrics of the connections that lookups have to MySQL. Thread-safe.
record PoolMetrics(MySqlJobLookup jobCache) implements MetricSource {
  @Override
  public void collect(MetricFamilies into) {
    PoolCounts counts = jobCache.connections();
    connections(into, "active", counts.active());
    connections(into, "idle", counts.idle());
    into.gauge("saltern_pool_max_connections", "The most connections to MySQL.", counts.max());
    into.gauge("saltern_pool_waiting", "Questions that wait for a connection.", counts.waiting());
  }

  private static void connections(MetricFamilies into, String kind, long count) {
    into.gauge("saltern_pool_connections", "Connections to MySQL.", count, "kind", kind);
  }
}
