package dev.saltern.lookup.web;

import dev.saltern.jobcache.JobSummary;
import java.util.ArrayList;
import java.util.List;

/// How many minions of a job stand how, and the bar that shows it.
///
/// @param returned how many answered, failed ones included
/// @param running whether more is to come: who has not answered is no cause for worry yet
record Tally(long expected, long returned, long failed, boolean running) {
  /// How wide a bar is.
  private static final int WIDTH = 1000;

  /// The least that is seen: one failed minion of 30,000 must be.
  private static final int WIDTH_MIN = 18;

  /// A part of the bar.
  record Part(String css, int from, int width) {}

  static Tally of(JobSummary job) {
    boolean running = job.progress().complete().map(complete -> !complete).orElse(false);
    return new Tally(job.expected(), job.returned(), job.failed(), running);
  }

  long missing() {
    return Math.max(0, expected - returned);
  }

  long ok() {
    return Math.max(0, returned - failed);
  }

  /// Failed, missing, ok, from left to right; those there are.
  List<Part> parts() {
    long all = Math.max(expected, returned);
    List<Part> parts = new ArrayList<>();
    if (all == 0) {
      return parts;
    }
    int failedWidth = width(failed, all);
    int missingWidth = width(missing(), all);
    add(parts, "failed", 0, failedWidth);
    add(parts, running ? "open" : "missing", failedWidth, missingWidth);
    if (ok() > 0) {
      add(parts, "ok", failedWidth + missingWidth, WIDTH - failedWidth - missingWidth);
    }
    return parts;
  }

  private static int width(long count, long all) {
    int exact = (int) Math.min(WIDTH, Math.round((double) count * WIDTH / all));
    return count == 0 ? 0 : Math.min(WIDTH, Math.max(WIDTH_MIN, exact));
  }

  private static void add(List<Part> parts, String css, int from, int width) {
    if (width > 0) {
      parts.add(new Part(css, from, width));
    }
  }
}
