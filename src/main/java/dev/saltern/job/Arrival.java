package dev.saltern.job;

/// What arrived at a node and must be kept: once it is on disk it counts as taken.
public sealed interface Arrival permits Load, Return, Event {}
