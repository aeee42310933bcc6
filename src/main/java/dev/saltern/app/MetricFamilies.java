package dev.saltern.app;

import dev.saltern.returner.Durations;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The metrics of one scrape, by name; a name that comes again is the same metric with other
/// labels. Confined to the thread that scrapes.
final class MetricFamilies {
  private static final String TOTAL = "_total";
  private static final String INFO = "_info";

  private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
  private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
  private final Map<String, HistogramSnapshot.Builder> histograms = new LinkedHashMap<>();
  private final Map<String, InfoSnapshot.Builder> infos = new LinkedHashMap<>();

  /// What only grows while the process lives.
  ///
  /// @param name ends in `_total`
  /// @param labels names and values in turn
  void counter(String name, String help, double value, String... labels) {
    if (!name.endsWith(TOTAL)) {
      throw new IllegalArgumentException("a counter ends in _total, found " + name);
    }
    counters
        .computeIfAbsent(
            name.substring(0, name.length() - TOTAL.length()),
            stem -> CounterSnapshot.builder().name(stem).help(help))
        .dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .value(value)
                .labels(Labels.of(labels))
                .build());
  }

  /// A count that only grows.
  void counter(String name, String help, long count, String... labels) {
    counter(name, help, (double) count, labels);
  }

  /// What goes up and down.
  void gauge(String name, String help, double value, String... labels) {
    gauges
        .computeIfAbsent(name, n -> GaugeSnapshot.builder().name(n).help(help))
        .dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .value(value)
                .labels(Labels.of(labels))
                .build());
  }

  /// A count that goes up and down.
  void gauge(String name, String help, long count, String... labels) {
    gauge(name, help, (double) count, labels);
  }

  /// How long something took.
  ///
  /// @param name ends in `_seconds`
  void histogram(String name, String help, Durations.Counts counts, String... labels) {
    List<Double> bounds = Durations.BOUNDS_SECONDS;
    var buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.buckets().size(); i++) {
      double bound = i < bounds.size() ? bounds.get(i) : Double.POSITIVE_INFINITY;
      buckets.bucket(bound, counts.buckets().get(i));
    }
    histograms
        .computeIfAbsent(name, n -> HistogramSnapshot.builder().name(n).help(help))
        .dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets.build())
                .sum(counts.seconds())
                .labels(Labels.of(labels))
                .build());
  }

  /// What something is, as labels of a 1.
  ///
  /// @param name ends in `_info`
  void info(String name, String help, String... labels) {
    infos
        .computeIfAbsent(
            name.substring(0, name.length() - INFO.length()),
            stem -> InfoSnapshot.builder().name(stem).help(help))
        .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder().labels(Labels.of(labels)).build());
  }

  MetricSnapshots all() {
    var all = MetricSnapshots.builder();
    infos.values().forEach(family -> all.metricSnapshot(family.build()));
    counters.values().forEach(family -> all.metricSnapshot(family.build()));
    gauges.values().forEach(family -> all.metricSnapshot(family.build()));
    histograms.values().forEach(family -> all.metricSnapshot(family.build()));
    return all.build();
  }
}
