package dev.saltern.upstream;

import dev.saltern.Check;
import java.time.Instant;

/// How it stands with one MoM. Immutable.
sealed interface UpstreamState {
  /// Not signed in, and why.
  record Down(Instant since, String why) implements UpstreamState {
    @Override
    public Check check(String name) {
      return Check.failed(name, "not connected since " + since + ": " + why);
    }
  }

  /// Signed in, not yet subscribed.
  record SignedIn(String speaks) implements UpstreamState {
    @Override
    public Check check(String name) {
      return Check.failed(name, "signed in (" + speaks + "), not yet subscribed");
    }
  }

  /// Signed in and subscribed.
  record Connected(Instant since, String speaks) implements UpstreamState {
    @Override
    public Check check(String name) {
      return Check.ok(name, "connected since " + since + ", " + speaks);
    }
  }

  Check check(String name);

  /// It is gone; since when, where it was not already.
  default UpstreamState down(Instant now, String why) {
    return new Down(this instanceof Down(Instant since, _) ? since : now, why);
  }
}
