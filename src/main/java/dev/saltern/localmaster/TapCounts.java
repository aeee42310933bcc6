package dev.saltern.localmaster;

/// What an [EventTap] has seen since it started. Immutable.
///
/// events = handed over + peerEvents
///
/// @param events frames read off the bus
/// @param peerEvents of those, the ones of cluster peers, which are not handed over
/// @param brokenFrames frames that could not be read
/// @param connects how often the bus was connected to
public record TapCounts(long events, long peerEvents, long brokenFrames, long connects) {}
