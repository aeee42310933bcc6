package dev.saltern.app;

import dev.saltern.relay.JobForwarder;
import dev.saltern.relay.JobProgress;
import dev.saltern.relay.MomForwarder;
import dev.saltern.relay.Narrowing;
import dev.saltern.relay.Verdicts;
import dev.saltern.returner.WatchList;
import dev.saltern.upstream.Upstream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The metrics of both directions between the MoMs and the local master. Thread-safe.
record RelayMetrics(
    JobForwarder down, JobProgress progress, WatchList watches, List<RelayParts.Mom> moms)
    implements MetricSource {
  @Override
  public void collect(MetricFamilies into) {
    down(into);
    narrowed(into);
    progress(into);
    Map<String, Long> watched =
        watches.watches().stream()
            .collect(Collectors.groupingBy(WatchList.Watch::mom, Collectors.counting()));
    for (RelayParts.Mom mom : moms) {
      String name = mom.link().name();
      link(into, mom.link());
      up(into, mom.up(), name);
      into.gauge(
          "saltern_watched_jobs",
          "Jobs that somebody at a MoM waits for.",
          watched.getOrDefault(name, 0L),
          "mom",
          name);
    }
  }

  private void down(MetricFamilies into) {
    JobForwarder.Counts counts = down.counts();
    down(into, "published", counts.forwarded());
    down(into, "no_match", counts.noMatch());
    down(into, "refused", counts.refused());
    down(into, "lost", counts.lost());
    down(into, "own", counts.own());
    down(into, "no_jid", counts.noJob());
    down(into, "repeated", counts.repeated());
    down(into, "circled", counts.circled());
  }

  private static void down(MetricFamilies into, String outcome, long count) {
    into.counter(
        "saltern_jobs_down_total",
        "Publications of the MoMs, by what became of them at the local master.",
        count,
        "outcome",
        outcome);
  }

  private void narrowed(MetricFamilies into) {
    Narrowing.Counts counts = down.narrowed();
    narrowed(into, "cut", counts.cut());
    narrowed(into, "nobody", counts.nobody());
    narrowed(into, "returned", counts.returned());
    narrowed(into, "unread", counts.unread());
  }

  private static void narrowed(MetricFamilies into, String outcome, long count) {
    into.counter(
        "saltern_narrowed_total",
        "Publications that were narrowed: cut to minions of this master, not published since nobody"
            + " here is meant or since all have returned (find_job), or passed whole since the"
            + " master's files could not be read.",
        count,
        "outcome",
        outcome);
  }

  private void progress(MetricFamilies into) {
    JobProgress.Counts counts = progress.counts();
    into.gauge("saltern_jobs_open", "Jobs that are not complete at this master.", counts.open());
    into.counter(
        "saltern_completion_asks_total",
        "How often minions of a job were asked, by find_job, whether they still run it.",
        counts.asked());
    ended(into, "complete", counts.complete());
    ended(into, "abandoned", counts.abandoned());
    ended(into, "dropped", counts.dropped());
  }

  private static void ended(MetricFamilies into, String outcome, long count) {
    into.counter(
        "saltern_jobs_followed_total",
        "Jobs that are no longer followed: complete, open for a day, or given way to newer ones.",
        count,
        "outcome",
        outcome);
  }

  private static void link(MetricFamilies into, Upstream link) {
    String[] label = {"mom", link.name()};
    Upstream.Counts counts = link.counts();
    into.gauge(
        "saltern_mom_up",
        "Whether a MoM is signed in to and subscribed: 1 or 0.",
        link.isConnected() ? 1 : 0,
        label);
    into.counter(
        "saltern_mom_connects_total",
        "How often a MoM was connected to.",
        counts.connects(),
        label);
    publications(into, link.name(), "taken", counts.received());
    publications(into, link.name(), "refused", counts.refused());
    publications(into, link.name(), "dropped", counts.dropped());
  }

  private static void publications(MetricFamilies into, String mom, String outcome, long count) {
    into.counter(
        "saltern_mom_publications_total",
        "Messages of a MoM's publish port: taken, refused (not proven, or seen before), or dropped"
            + " for want of room.",
        count,
        "mom",
        mom,
        "outcome",
        outcome);
  }

  private static void up(MetricFamilies into, MomForwarder up, String mom) {
    MomForwarder.Counts counts = up.counts();
    into.histogram(
        "saltern_mom_round_trip_seconds",
        "From a message to a MoM to its answer that it has it.",
        up.roundTrips(),
        "mom",
        mom);
    messages(into, mom, "taken", counts.messages());
    messages(into, mom, "refused", counts.refused());
    sent(into, mom, "return", counts.returns());
    sent(into, mom, "event", counts.events());
    into.counter(
        "saltern_mom_released_total",
        "Of the returns sent, those that went up by a release after a find_job.",
        counts.released(),
        "mom",
        mom);
    into.counter(
        "saltern_mom_releases_late_total",
        "Releases that took longer than watched.release.",
        counts.late(),
        "mom",
        mom);
    Verdicts.Counts verdicts = up.verdicts();
    verdict(into, mom, "up", verdicts.up());
    verdict(into, mom, "stands_in", verdicts.standsIn());
    verdict(into, mom, "stays", verdicts.stays());
    verdict(into, mom, "others", verdicts.others());
  }

  private static void messages(MetricFamilies into, String mom, String outcome, long count) {
    into.counter(
        "saltern_mom_messages_total",
        "Messages to a MoM: taken, or refused for good.",
        count,
        "mom",
        mom,
        "outcome",
        outcome);
  }

  private static void sent(MetricFamilies into, String mom, String kind, long count) {
    into.counter(
        "saltern_mom_sent_total",
        "Returns and events in messages that a MoM has taken.",
        count,
        "mom",
        mom,
        "kind",
        kind);
  }

  private static void verdict(MetricFamilies into, String mom, String outcome, long count) {
    into.counter(
        "saltern_forward_returns_total",
        "Returns, by what was decided about them for a MoM: it gets them, it gets them for another"
            + " one that is down, they stay, or they are another's.",
        count,
        "mom",
        mom,
        "outcome",
        outcome);
  }
}
