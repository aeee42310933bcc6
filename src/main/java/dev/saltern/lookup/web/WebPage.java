package dev.saltern.lookup.web;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.BadFilterException;

/// A page. Thread-safe.
@FunctionalInterface
interface WebPage {
  Answer answer(Ask ask) throws BadFilterException, JobCacheUnavailableException;
}
