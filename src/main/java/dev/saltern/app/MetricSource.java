package dev.saltern.app;

/// Something whose numbers stand in a scrape. It is asked at each scrape and keeps nothing for it:
/// the parts of a node count for themselves. Thread-safe.
@FunctionalInterface
interface MetricSource {
  /// Adds what the numbers are now. Must not wait for MySQL or a MoM.
  void collect(MetricFamilies into);
}
