package dev.saltern.spool;

import java.nio.file.Path;
import java.time.Duration;

/// Where the spool is and how much it may hold. Immutable.
///
/// @param path the database file; its directory must be closed to all but its owner
/// @param bytesMax the bytes of records held before the bound takes effect (see [Spool.Policy]);
///   the file is about a tenth bigger, and a write-ahead log of up to 64 MiB stands beside it
/// @param ageMax how long a record is kept for readers that yield
public record SpoolConfig(Path path, long bytesMax, Duration ageMax) {
  public static final long BYTES_MAX_DEFAULT = 8L << 30;
  public static final Duration AGE_MAX_DEFAULT = Duration.ofDays(7);

  /// The least `bytesMax` may be: less could not hold one return of the size Salt's bus carries.
  public static final long BYTES_MAX_LEAST = 1L << 20;

  public SpoolConfig {
    if (path.getFileName() == null) {
      throw new IllegalArgumentException("spool.path: expected a file, found " + path);
    }
    if (bytesMax < BYTES_MAX_LEAST) {
      throw new IllegalArgumentException(
          "spool.bytes_max: expected at least " + BYTES_MAX_LEAST + ", found " + bytesMax);
    }
    if (ageMax.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException(
          "spool.age_max: expected at least a minute, found " + ageMax);
    }
    path = path.toAbsolutePath().normalize();
  }

  /// The spool at `path` with the default bounds.
  public static SpoolConfig at(Path path) {
    return new SpoolConfig(path, BYTES_MAX_DEFAULT, AGE_MAX_DEFAULT);
  }
}
