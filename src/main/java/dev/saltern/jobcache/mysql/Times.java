package dev.saltern.jobcache.mysql;

import java.time.Instant;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// Times in answers, as text that means the same whatever the driver and the session think of time
/// zones. Columns are UTC.
final class Times {
  private Times() {}

  /// A time, ISO 8601 UTC with microseconds, to select.
  static Field<String> iso(Field<?> time) {
    return DSL.field("DATE_FORMAT({0}, '%Y-%m-%dT%H:%i:%s.%fZ')", String.class, time);
  }

  /// The time that [#iso] selected.
  static Instant instant(String iso) {
    return Instant.parse(iso);
  }

  /// The time that [#iso] selected; nothing where there is none.
  static Optional<Instant> maybe(@Nullable String iso) {
    return Optional.ofNullable(iso).map(Instant::parse);
  }
}
