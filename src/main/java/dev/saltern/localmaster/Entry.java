package dev.saltern.localmaster;

/// One value in use, as `saltern check` prints it. Immutable.
///
/// @param value its text; `***` for a secret
/// @param origin where it was read
public record Entry(String key, String value, Origin origin) {}
