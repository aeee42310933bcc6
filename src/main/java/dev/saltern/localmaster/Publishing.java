package dev.saltern.localmaster;

import java.time.Duration;

/// How jobs are published and awaited. Immutable.
///
/// @param transport the local master's `transport`
/// @param upperTransport the one a syndic uses upwards
/// @param orderMasters whether the local master has syndics below it and takes `to`
/// @param timeout how long a client waits for returns where the job does not say
/// @param gatherJobTimeout how long it then waits for the answers to find_job
/// @param legacyStartupEvents `enable_legacy_startup_events`: whether `syndic_start` is fired too
public record Publishing(
    String transport,
    String upperTransport,
    boolean orderMasters,
    Duration timeout,
    Duration gatherJobTimeout,
    boolean legacyStartupEvents) {}
