package dev.saltern.job;

/// What arrived at a node and must be kept: once it is on disk it counts as taken. What Salt's
/// daemons said ([Load], [Return], [Event]), and what the node found out itself ([Completion],
/// [Unverified], [Gap]).
public sealed interface Arrival permits Load, Return, Event, Completion, Unverified, Gap {}
