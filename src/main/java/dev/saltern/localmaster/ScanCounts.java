package dev.saltern.localmaster;

/// What one scan of the job cache came across. Immutable.
///
/// @param jobs job directories looked at
/// @param changed of those, the ones changed in the window or after it
/// @param arrivals loads and returns read
/// @param broken files that hold no value: half written, cut, or too big
/// @param foreign names and directories that are not Salt's
public record ScanCounts(long jobs, long changed, long arrivals, long broken, long foreign) {}
