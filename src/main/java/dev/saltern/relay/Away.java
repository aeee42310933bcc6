package dev.saltern.relay;

import dev.saltern.upstream.Upstream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Which MoMs have been away for so long that another one stands in for them. A short outage (a
/// restart, our own start) makes nobody stand in: what waits goes up when it is over. Thread-safe.
public final class Away {
  /// How long a MoM must be away.
  static final Duration GRACE = Duration.ofSeconds(15);

  private final InstantSource clock;
  private final Map<String, Supplier<Optional<Instant>>> downSince = new ConcurrentHashMap<>();

  public Away(InstantSource clock) {
    this.clock = clock;
  }

  /// Knows of one MoM more.
  public void watch(Upstream mom) {
    watch(mom.name(), mom::downSince);
  }

  void watch(String mom, Supplier<Optional<Instant>> since) {
    downSince.put(mom, since);
  }

  /// Whether that MoM has been away for long. One that is not known has.
  public boolean down(String mom) {
    Supplier<Optional<Instant>> since = downSince.get(mom);
    return since == null
        || since
            .get()
            .map(start -> Duration.between(start, clock.instant()).compareTo(GRACE) > 0)
            .orElse(false);
  }
}
