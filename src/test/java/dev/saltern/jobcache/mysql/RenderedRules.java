package dev.saltern.jobcache.mysql;

import dev.saltern.job.Arrival;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.EntryForm;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.returner.EntryRenderer;
import dev.saltern.returner.JournalRecord;
import java.util.Optional;
import java.util.function.Function;

/// The rules of an import that renders as a node does.
public record RenderedRules(Function<Arrival, Optional<Arrival>> kept) implements Import.Rules {
  @Override
  public Optional<Entry> entry(Arrival arrival, long position, EntryForm form)
      throws JobCacheRejectedException {
    Optional<Arrival> stored = kept.apply(arrival);
    return stored.isEmpty()
        ? Optional.empty()
        : Optional.of(new EntryRenderer(form).render(JournalRecord.of(stored.get()), position));
  }
}
