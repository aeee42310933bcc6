package dev.saltern.app;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What `/metrics` says: our own numbers from each [MetricSource] under `saltern_`, those of the
/// Java process under the names Micrometer gives them. Labels of ours are `kind`, `mom`, `reader`,
/// `cause`, `outcome` alone: never a jid, a minion, a tag or a function, whose number has no bound.
/// The page docs/reference/metrics.md has each. Thread-safe.
final class Metrics implements AutoCloseable {
  /// The text format of Prometheus, as every scraper takes it.
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Logger log = LoggerFactory.getLogger(Metrics.class);

  private static final double MILLIS = 1000;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<MetricSource> sources;

  Metrics(List<MetricSource> sources) {
    this.sources = List.copyOf(sources);
    List<MeterBinder> process =
        List.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics());
    process.forEach(binder -> binder.bindTo(registry));
    registry.getPrometheusRegistry().register(this::collect);
  }

  private MetricSnapshots collect() {
    var families = new MetricFamilies();
    families.info(
        "saltern_build_info",
        "Which Saltern this is.",
        "version",
        Version.current().number(),
        "commit",
        Version.current().commit(),
        "date",
        Version.current().date(),
        "java",
        Runtime.version().toString());
    families.counter(
        "saltern_gc_seconds_total",
        "Time the garbage collectors took.",
        ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
                .sum()
            / MILLIS);
    int failed = 0;
    for (MetricSource source : sources) {
      try {
        source.collect(families);
      } catch (RuntimeException e) {
        failed++;
        log.atError().setCause(e).log("some metrics are missing in a scrape");
      }
    }
    families.gauge(
        "saltern_scrape_errors",
        "Sources of metrics that failed in this scrape: what they tell is missing.",
        failed);
    return families.all();
  }

  /// All of it as it is now, as [#CONTENT_TYPE].
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }
}
