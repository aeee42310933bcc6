package dev.saltern.jobcache;

import java.util.Optional;

/// Which returns of a job are wanted.
///
/// @param minionGlob only of minions whose id matches this glob (`*`, `?`, `[..]`)
/// @param failedOnly only those that failed
public record ReturnFilter(Optional<String> minionGlob, boolean failedOnly) {
  public static final ReturnFilter ALL = new ReturnFilter(Optional.empty(), false);
}
