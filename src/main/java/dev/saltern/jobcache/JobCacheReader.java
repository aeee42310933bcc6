package dev.saltern.jobcache;

/// All ways out of the job cache. Thread-safe.
public interface JobCacheReader
    extends JobLookup, MinionLookup, EventLookup, NodeLookup, OverviewLookup {}
