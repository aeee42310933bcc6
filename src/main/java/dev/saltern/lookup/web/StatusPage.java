package dev.saltern.lookup.web;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.NodeLookup.Node;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.Lookup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/status`: the nodes, what each has not stored yet, and who is silent.
final class StatusPage implements WebPage {
  /// A node says how it is every few seconds: one that has not for so long is down, or cut off.
  private static final Duration SILENT_AFTER = Duration.ofSeconds(60);

  /// What waits longer than this waits for something.
  private static final Duration BEHIND_AFTER = Duration.ofSeconds(30);

  private final Lookup lookup;
  private final Clock clock;

  StatusPage(Lookup lookup, Clock clock) {
    this.lookup = lookup;
    this.clock = clock;
  }

  record Line(
      String name,
      Mark mark,
      String word,
      long backlog,
      String oldest,
      String spool,
      long dead,
      boolean tapped,
      String moms,
      Moment seen,
      String version) {
    String css() {
      return switch (mark) {
        case FAILED -> "row-failed";
        case MISSING -> "row-missing";
        default -> "";
      };
    }
  }

  record View(
      Shell shell, Moment asOf, Mark mark, String word, List<Line> nodes, @Nullable Empty empty) {}

  @Override
  public Answer answer(Ask ask) throws BadFilterException, JobCacheUnavailableException {
    ask.allow(List.of());
    List<Line> nodes = lookup.nodes().stream().map(StatusPage::line).toList();
    long bad = nodes.stream().filter(line -> line.mark() != Mark.OK).count();
    Mark mark = bad == 0 ? Mark.OK : Mark.FAILED;
    String word =
        bad == 0
            ? "job cache reachable, every node well"
            : "%d of %d nodes not well".formatted(bad, nodes.size());
    return Templates.page(
        "status.jte",
        new View(
            Shell.of("Status", Area.STATUS, "/api/v1/nodes", "saltern nodes"),
            Moment.of(clock.instant()),
            mark,
            nodes.isEmpty() ? "job cache reachable" : word,
            nodes,
            nodes.isEmpty() ? nothingYet() : null));
  }

  private static Empty nothingYet() {
    return Empty.nothingYet(
        "No node has said how it is yet",
        "Every node does so within seconds of its start. Start one beside a syndic-level master:",
        "saltern check && systemctl start saltern");
  }

  private static Line line(Node node) {
    // Both are the database's clock: ours may differ.
    Instant now = node.seen().plus(node.age());
    boolean silent = node.age().compareTo(SILENT_AFTER) > 0;
    boolean behind =
        node.spool()
            .oldest()
            .map(oldest -> Duration.between(oldest, now).compareTo(BEHIND_AFTER) > 0)
            .orElse(false);
    boolean cutOff = !node.tapped() || node.momsConnected() < node.moms();
    return new Line(
        node.name(),
        silent || cutOff ? Mark.FAILED : behind ? Mark.MISSING : Mark.OK,
        word(node, silent, cutOff, behind),
        node.spool().records(),
        node.spool().oldest().map(oldest -> Times.ago(oldest, now)).orElse(""),
        Times.bytes(node.spool().bytes()),
        node.spool().dead(),
        node.tapped(),
        node.moms() == 0 ? "none" : node.momsConnected() + " of " + node.moms(),
        Moment.of(node.seen()),
        node.version());
  }

  private static String word(Node node, boolean silent, boolean cutOff, boolean behind) {
    if (silent) {
      return "silent for " + Times.rough(node.age());
    }
    if (cutOff) {
      return "cut off";
    }
    return behind ? "behind" : "well";
  }
}
