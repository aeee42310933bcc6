package dev.saltern.localmaster;

import dev.saltern.job.Data;

/// One top-level key of Salt's configuration with its value and where it stands. Immutable.
record Setting(String key, Data value, Origin origin) {}
