package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.mysql.MinionSet.Hash;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who should answer one job, over all nodes, and who has not: the sets less those that returned,
/// and who a node found missing. Confined to one thread.
final class ExpectedJob {
  /// A set that a node was told of.
  record Named(String node, Hash hash, int count, boolean open) {}

  /// A minion that a node found missing.
  ///
  /// @param returned whether it has returned after all
  record Found(String node, String id, boolean returned) {}

  /// How many minions of one node should answer, and have not.
  record AtNode(int expected, int missing) {}

  private final List<Named> sets;
  private final List<Found> found;

  /// The nodes that have declared that nothing more is to come.
  private final Set<String> complete;

  /// Whether its sets were read and those that have returned told.
  private boolean looked;

  private String[] ids = {};
  private final BitSet returned = new BitSet();

  ExpectedJob(List<Named> sets, List<Found> found, Set<String> complete) {
    this.sets = List.copyOf(sets);
    this.found = List.copyOf(found);
    this.complete = Set.copyOf(complete);
  }

  boolean isEmpty() {
    return sets.isEmpty() && found.isEmpty();
  }

  /// Whether all is known without a look at who has returned: each node has declared that nothing
  /// more is to come, and those it found missing are all that have not returned.
  boolean addsUp(int returnedCount) {
    return isDeclared()
        && sets.stream().map(Named::hash).distinct().count() == 1
        && returnedCount + stillMissing().size() == sets.getFirst().count();
  }

  /// Whether each node has declared that nothing more is to come.
  boolean isDeclared() {
    return nodes().stream().allMatch(complete::contains);
  }

  private SortedSet<String> nodes() {
    SortedSet<String> nodes = new TreeSet<>();
    sets.forEach(set -> nodes.add(set.node));
    found.forEach(minion -> nodes.add(minion.node));
    return nodes;
  }

  /// Who was found missing and has not returned since.
  SortedSet<String> stillMissing() {
    SortedSet<String> ids = new TreeSet<>();
    found.stream().filter(minion -> !minion.returned).forEach(minion -> ids.add(minion.id));
    return ids;
  }

  /// Who was found missing and has returned since.
  SortedSet<String> late() {
    SortedSet<String> ids = new TreeSet<>();
    found.stream().filter(Found::returned).forEach(minion -> ids.add(minion.id));
    return ids;
  }

  /// Whether the rows of its sets say that somebody may be missing whom nobody found missing.
  boolean wasOpen() {
    return sets.stream().anyMatch(Named::open);
  }

  /// Whether any of these rows says the contrary.
  boolean wasClosed() {
    return sets.stream().anyMatch(set -> !set.open);
  }

  /// Reads the sets; before [#returned(String)]. Of a job that does not add up ([#addsUp]) without
  /// that nothing is known.
  void read(MinionSets from) {
    looked = true;
    ids = from.union(sets.stream().map(Named::hash).toList());
  }

  /// A minion has returned.
  void returned(String id) {
    int at = Arrays.binarySearch(ids, id);
    if (at >= 0) {
      returned.set(at);
    }
  }

  /// How many have not returned.
  int missing() {
    if (!looked) {
      return stillMissing().size();
    }
    return ids.length - returned.cardinality() + (int) beside(stillMissing());
  }

  /// How many should answer.
  int expected() {
    if (!looked) {
      return sets.getFirst().count;
    }
    Set<String> all = new HashSet<>();
    found.forEach(minion -> all.add(minion.id));
    return ids.length + (int) beside(all);
  }

  /// How many of some are in no set.
  private long beside(Set<String> some) {
    return some.stream().filter(id -> Arrays.binarySearch(ids, id) < 0).count();
  }

  /// Whether somebody is missing whom no node has found missing.
  boolean isOpen() {
    Set<String> known = stillMissing();
    for (int i = returned.nextClearBit(0); i < ids.length; i = returned.nextClearBit(i + 1)) {
      if (!known.contains(ids[i])) {
        return true;
      }
    }
    return false;
  }

  /// Whether nothing more is to come: nobody is missing at a node that has not declared so.
  boolean isComplete(MinionSets from) {
    return isDeclared()
        || missing() == 0
        || atNodes(from).entrySet().stream()
            .allMatch(node -> node.getValue().missing == 0 || complete.contains(node.getKey()));
  }

  /// How it is at each node.
  Map<String, AtNode> atNodes(MinionSets from) {
    Map<String, AtNode> nodes = new TreeMap<>();
    for (String node : nodes()) {
      String[] own =
          from.union(sets.stream().filter(s -> s.node.equals(node)).map(Named::hash).toList());
      int missing = 0;
      for (String id : own) {
        missing += returned.get(Arrays.binarySearch(ids, id)) ? 0 : 1;
      }
      Set<String> all = new HashSet<>();
      int beside = 0;
      for (Found minion : found) {
        if (minion.node.equals(node) && Arrays.binarySearch(own, minion.id) < 0) {
          all.add(minion.id);
          beside += minion.returned ? 0 : 1;
        }
      }
      nodes.put(node, new AtNode(own.length + all.size(), missing + beside));
    }
    return nodes;
  }
}
