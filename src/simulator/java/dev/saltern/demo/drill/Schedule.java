package dev.saltern.demo.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// What happens when: the same for the same plan. Immutable.
///
/// @param steps in their order
record Schedule(List<Step> steps) {
  private static final int JOB_MILLIS_MIN = 200;
  private static final int JOB_MILLIS_MAX = 1_400;
  private static final int FAULT_MILLIS_MIN = 1_000;
  private static final int FAULT_MILLIS_MAX = 6_000;
  private static final int LAST_MILLIS_MIN = 1_000;
  private static final int LAST_MILLIS_MAX = 15_000;

  Schedule {
    steps = List.copyOf(steps);
  }

  /// @param ownDatabase whether the drill may do to the database whatever it likes
  static Schedule of(DrillPlan plan, boolean ownDatabase) {
    var steps = new ArrayList<Step>();
    work(plan, steps);
    faults(plan, ownDatabase, steps);
    steps.sort(Comparator.comparing(Step::at));
    return new Schedule(steps);
  }

  private static void work(DrillPlan plan, List<Step> steps) {
    var random = new Random(plan.seed());
    long end = plan.length().toMillis();
    for (long at = 0; at < end; at += random.nextInt(JOB_MILLIS_MIN, JOB_MILLIS_MAX)) {
      steps.add(new Step.Work(Duration.ofMillis(at), random.nextLong()));
    }
  }

  private static void faults(DrillPlan plan, boolean ownDatabase, List<Step> steps) {
    var random = new Random(~plan.seed());
    List<FaultKind> kinds =
        Stream.of(FaultKind.values())
            .filter(kind -> !plan.without().contains(kind.group()))
            .filter(kind -> ownDatabase || kind.victim() != FaultKind.Victim.OWN_DATABASE)
            .toList();
    long end = plan.length().toMillis();
    Map<String, Long> busyUntil = new HashMap<>();
    for (long at = FAULT_MILLIS_MAX; at < end && !kinds.isEmpty(); ) {
      FaultKind kind = kinds.get(random.nextInt(kinds.size()));
      int target = random.nextInt(targets(kind, plan));
      long seed = random.nextLong();
      long until = Math.min(end, at + random.nextInt(LAST_MILLIS_MIN, LAST_MILLIS_MAX));
      String victim = name(kind, target);
      if (busyUntil.getOrDefault(victim, 0L) < at) {
        steps.add(new Step.Begin(Duration.ofMillis(at), kind, target, seed));
        if (kind.lasts()) {
          steps.add(new Step.End(Duration.ofMillis(until), kind, target));
          busyUntil.put(victim, until);
        }
      }
      at += random.nextInt(FAULT_MILLIS_MIN, FAULT_MILLIS_MAX);
    }
  }

  private static int targets(FaultKind kind, DrillPlan plan) {
    return switch (kind.victim()) {
      case NODE, MASTER -> plan.nodes();
      case MOM -> DrillPlan.MOMS;
      case DATABASE, OWN_DATABASE -> 1;
    };
  }

  private static String name(FaultKind kind, int target) {
    return switch (kind.victim()) {
      case NODE -> "node " + target;
      case MASTER -> "master " + target;
      case MOM -> "mom " + target;
      case DATABASE, OWN_DATABASE -> "database";
    };
  }
}
