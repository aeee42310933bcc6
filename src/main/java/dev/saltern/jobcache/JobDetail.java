package dev.saltern.jobcache;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A job, how it went, and how far each node is with it. Immutable.
///
/// @param internal whether Salt's tools asked it by themselves (`saltutil.find_job` and its kin)
/// @param mom the master of masters that published it; empty for a job of the local master
/// @param nodes the nodes that expect minions of it or have said how far it is, by name
/// @param disputed up to [#DISPUTED_MAX] minions whose answers are in doubt, by their ids
public record JobDetail(
    JobSummary summary,
    boolean internal,
    String mom,
    List<AtNode> nodes,
    List<JobLookup.Disputed> disputed) {
  /// How many minions whose answers are in doubt are named.
  public static final int DISPUTED_MAX = 100;

  public JobDetail {
    nodes = List.copyOf(nodes);
    disputed = List.copyOf(disputed);
  }

  /// One with no answer in doubt.
  public JobDetail(JobSummary summary, boolean internal, String mom, List<AtNode> nodes) {
    this(summary, internal, mom, nodes, List.of());
  }

  /// How far a job is at one node.
  ///
  /// @param expected how many minions of its master should answer
  /// @param missing how many of these have not
  /// @param complete whether the node has declared that nothing more is to come
  /// @param asked as of when it said so; nothing where it has said nothing yet
  public record AtNode(
      String node, int expected, int missing, boolean complete, Optional<Instant> asked) {}
}
