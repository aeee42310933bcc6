package dev.saltern.app;

import dev.saltern.localmaster.EventTap;
import dev.saltern.localmaster.TapCounts;
import dev.saltern.relay.BusIntake;
import dev.saltern.relay.GapFiller;

/// The metrics of the local master's event bus and of what it did not show. Thread-safe.
record BusMetrics(EventTap tap, BusIntake intake, GapFiller filler) implements MetricSource {
  @Override
  public void collect(MetricFamilies into) {
    TapCounts counts = tap.counts();
    into.gauge(
        "saltern_bus_up", "Whether the event bus is connected: 1 or 0.", tap.check().ok() ? 1 : 0);
    into.counter("saltern_bus_connects_total", "How often it was connected to.", counts.connects());
    into.counter("saltern_bus_events_total", "Events read off it.", counts.events());
    into.counter(
        "saltern_bus_peer_events_total",
        "Of those, the ones of cluster peers, which their own node stores.",
        counts.peerEvents());
    into.counter(
        "saltern_bus_broken_frames_total", "Frames that could not be read.", counts.brokenFrames());
    into.counter(
        "saltern_bus_refused_total",
        "Events that claim to be returns and are none: kept as nothing.",
        intake.refused());
    gaps(into);
  }

  private void gaps(MetricFamilies into) {
    GapFiller.Counts counts = filler.counts();
    GapFiller.Open open = filler.open();
    into.gauge(
        "saltern_gaps_open",
        "Windows the bus may have hidden something in, still being read.",
        open.windows());
    into.counter("saltern_gaps_total", "Windows that were read.", counts.windows());
    into.counter(
        "saltern_gap_recovered_total",
        "Loads and returns found in them, in the master's job cache.",
        counts.recovered());
    into.gauge("saltern_cut_returns_open", "Returns the bus cut, still looked for.", open.cut());
    cut(into, "whole", counts.whole());
    cut(into, "cut", counts.cut());
  }

  private static void cut(MetricFamilies into, String outcome, long count) {
    into.counter(
        "saltern_cut_returns_total",
        "Returns the bus cut: found whole, or cut in the master's job cache too.",
        count,
        "outcome",
        outcome);
  }
}
