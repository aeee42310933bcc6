package dev.saltern.jobcache.mysql;

/// How connections to the job cache are used at a moment. Immutable.
///
/// @param active in use
/// @param idle open and free
/// @param waiting threads that wait for one
/// @param max the most there may be
public record PoolCounts(int active, int idle, int waiting, int max) {}
