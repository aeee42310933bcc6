package dev.saltern.app;

import dev.saltern.Check;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Looks at the parts of a process and remembers since when each is as it is. However often it is
/// asked, it looks once a second at most: a look may ask MySQL. Thread-safe.
final class HealthWatch {
  /// How old an answer may be.
  static final Duration FRESH = Duration.ofSeconds(1);

  private final Looks looks;
  private final InstantSource clock;
  private final Map<String, Health.Part> known = new HashMap<>();
  private Health last = new Health(false, List.of());
  private Instant looked = Instant.MIN;

  /// What is looked at.
  ///
  /// @param dead why only a new start of the process would mend it; never waits
  /// @param ready what must be fine for it to do its work
  /// @param all every check
  record Looks(
      Supplier<Optional<String>> dead, Supplier<List<Check>> ready, Supplier<List<Check>> all) {}

  HealthWatch(Looks looks, InstantSource clock) {
    this.looks = looks;
    this.clock = clock;
  }

  /// Whether every role's thread runs.
  Health live() {
    Check check =
        looks
            .dead()
            .get()
            .map(why -> Check.failed("roles", why))
            .orElse(Check.ok("roles", "all run"));
    return remember("live", List.of(check));
  }

  /// Whether it can do its work now; a MySQL or a MoM that is away is no reason that it cannot.
  Health ready() {
    return remember("ready", looks.ready().get());
  }

  /// Every check.
  synchronized Health all() {
    Instant now = clock.instant();
    if (now.isAfter(looked.plus(FRESH)) || now.isBefore(looked)) {
      last = remember("all", looks.all().get());
      looked = now;
    }
    return last;
  }

  /// Parts may have the same name (both ways of a MoM), so they are told apart by their order.
  private synchronized Health remember(String group, List<Check> checks) {
    Instant now = clock.instant();
    List<Health.Part> parts = new ArrayList<>();
    for (int i = 0; i < checks.size(); i++) {
      Check check = checks.get(i);
      String key = group + "/" + i + "/" + check.name();
      Health.Part before = known.get(key);
      Instant since = before != null && before.check().ok() == check.ok() ? before.since() : now;
      var part = new Health.Part(check, since);
      known.put(key, part);
      parts.add(part);
    }
    return Health.of(parts);
  }
}
