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
    answers(into);
  }

  private void answers(MetricFamilies into) {
    GapFiller.Checked checked = filler.checked();
    into.counter(
        "saltern_answer_conflicts_total",
        "Answers that differ from another of the same minion to the same job.",
        checked.conflicts());
    into.counter(
        "saltern_answers_unverified_total",
        "Answers of the bus of which the master's job cache has nothing: somebody else may have"
            + " made them up.",
        checked.unverified());
    into.counter(
        "saltern_answers_unchecked_total",
        "Answers that were not looked for in the master's job cache: too many came at once.",
        checked.unchecked());
    into.gauge(
        "saltern_answers_in_doubt",
        "Answers that the master's job cache is asked about now.",
        checked.open());
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
