package dev.saltern.demo.drill;

import java.time.Duration;
import java.util.Set;

/// What a drill is like. Immutable.
///
/// @param seed what jobs, faults and answers come from
/// @param length how long jobs are published and faults happen
/// @param nodes how many syndic-level masters, with a node each
/// @param minions how many minions in all; one in twenty is below every master
/// @param without the faults left out
record DrillPlan(long seed, Duration length, int nodes, int minions, Set<FaultGroup> without) {
  static final int MOMS = 2;
  static final int MINUTES_MAX = 240;
  static final int NODES_MIN = 2;
  static final int NODES_MAX = 8;
  static final int MINIONS_MIN = 40;
  static final int MINIONS_MAX = 10_000;
  private static final int SHARED_ONE_IN = 20;

  DrillPlan {
    require("--minutes", length.toMinutes(), 1, MINUTES_MAX);
    require("--nodes", nodes, NODES_MIN, NODES_MAX);
    require("--minions", minions, MINIONS_MIN, MINIONS_MAX);
    without = Set.copyOf(without);
  }

  private static void require(String option, long found, long min, long max) {
    if (found < min || found > max) {
      throw new IllegalArgumentException(
          "%s: expected %d to %d, found %d".formatted(option, min, max, found));
    }
  }

  int shared() {
    return minions / SHARED_ONE_IN;
  }

  /// How many minions each master has of its own.
  int minionsEach() {
    return (minions - shared()) / nodes;
  }

  /// The command that does the same again.
  String command() {
    var command =
        new StringBuilder(
            "saltern drill --seed %d --minutes %d --nodes %d --minions %d"
                .formatted(seed, length.toMinutes(), nodes, minions));
    without.stream().sorted().forEach(group -> command.append(" --without ").append(group));
    return command.toString();
  }
}
