package dev.saltern.job;

/// Where we saw a load or a return; a later constant tells more and replaces an earlier one.
public enum Source {
  /// On the bus, with `VALUE_TRIMMED` in place of what was over `max_event_size`.
  TRIMMED,
  /// In a table that a stock returner wrote, brought over from there.
  STOCK,
  /// In the stock master's own job cache directory, which keeps `return`, `retcode`, `success`,
  /// `out`.
  DIRECTORY,
  /// On the bus (a return, a load as `salt/job/<jid>/new` shows it) or in a publication.
  BUS
}
