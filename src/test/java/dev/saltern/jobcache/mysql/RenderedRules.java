package dev.saltern.jobcache.mysql;

import dev.saltern.job.Arrival;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.EntryForm;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.returner.EntryRenderer;
import java.util.Optional;
import java.util.function.Function;

/// The rules of an import that renders as a node does.
public record RenderedRules(Function<Arrival, Optional<Arrival>> kept) implements Import.Rules {
  @Override
  public Optional<Arrival> stored(Arrival arrival) {
    return kept.apply(arrival);
  }

  @Override
  public Entry entry(Arrival stored, long position, EntryForm form)
      throws JobCacheRejectedException {
    return new EntryRenderer(form).render(stored, position);
  }
}
