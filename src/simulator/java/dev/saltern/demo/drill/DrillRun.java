package dev.saltern.demo.drill;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.simulator.FakeMaster;
import dev.saltern.simulator.FakeMom;
import dev.saltern.simulator.Job;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/// Lets a schedule happen to a tree. Confined to one thread.
final class DrillRun {
  private static final long LOOK_MILLIS = 200;
  private static final int JOBS_REMEMBERED_MAX = 20;
  private static final int FORGET_EVERY_STEPS = 50;

  private final DrillPlan plan;
  private final DrillTree tree;
  private final Consumer<String> told;
  private final Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
  private final List<String> surprises = new ArrayList<>();
  private final List<Jid> recent = new ArrayList<>();
  private final Set<Integer> stopped = new HashSet<>();
  private final long begin = System.nanoTime();
  private int jobs;

  DrillRun(DrillPlan plan, DrillTree tree, Consumer<String> told) {
    this.plan = plan;
    this.tree = tree;
    this.told = told;
  }

  /// All of the schedule; at its end nothing is broken any more.
  void run(Schedule schedule) throws InterruptedException, IOException, SQLException {
    int steps = 0;
    for (Step step : schedule.steps()) {
      awaitTime(step.at());
      switch (step) {
        case Step.Work work -> work(new Random(work.seed()));
        case Step.Begin fault -> begin(fault);
        case Step.End fault -> end(fault.kind(), fault.target());
      }
      if (++steps % FORGET_EVERY_STEPS == 0) {
        tree.scenario().moms().forEach(mom -> mom.received().forget());
      }
    }
  }

  /// How often each fault was done.
  Map<FaultKind, Integer> counts() {
    return counts;
  }

  /// What happened that nobody did.
  List<String> surprises() {
    return surprises;
  }

  int jobs() {
    return jobs;
  }

  private void awaitTime(Duration at) throws InterruptedException, IOException {
    while (true) {
      startEnded();
      long left = at.toMillis() - (System.nanoTime() - begin) / 1_000_000;
      if (left <= 0) {
        return;
      }
      Thread.sleep(Math.min(left, LOOK_MILLIS));
    }
  }

  /// A node that ended and was not told to is a finding, and is started as systemd would.
  void startEnded() throws IOException {
    for (DrilledNode node : tree.nodes()) {
      Optional<Integer> code = node.endedByItself();
      if (code.isPresent()) {
        String what = "node " + node.name() + " ended by itself with " + code.get();
        surprises.add(what);
        told.accept(what);
        node.start();
      }
    }
  }

  private void work(Random random) {
    int percent = random.nextInt(100);
    if (percent < 8) {
      ownJob(random);
      return;
    }
    int few = Math.max(2, plan.minionsEach() / 10);
    Job job;
    if (percent < 40) {
      job = Job.of("test.ping", "").onList(some(random, few));
    } else if (percent < 60) {
      job = Job.of("cmd.run", "", "1000").onList(some(random, few));
    } else if (percent < 70) {
      job = Job.of("cmd.run", "", "20000").onList(some(random, few / 2 + 1));
    } else if (percent < 85) {
      job = Job.of("state.apply", "", "web").onList(some(random, few));
    } else if (percent < 92) {
      job = Job.of("cmd.run", "shared-*", "1000");
    } else if (percent < 96) {
      job = Job.of("test.ping", "*");
    } else {
      job = Job.of("cmd.run", "", "1500000").onList(some(random, 1));
    }
    int first = random.nextInt(DrillPlan.MOMS);
    for (int i = 0; i < DrillPlan.MOMS; i++) {
      int mom = (first + i) % DrillPlan.MOMS;
      if (!stopped.contains(mom)) {
        remember(mom(mom).publish(job));
        jobs++;
        return;
      }
    }
  }

  private void remember(Jid jid) {
    recent.add(jid);
    if (recent.size() > JOBS_REMEMBERED_MAX) {
      recent.removeFirst();
    }
  }

  /// So many minions of each master, one after the other.
  private List<String> some(Random random, int each) {
    var ids = new ArrayList<String>();
    for (int master = 0; master < plan.nodes(); master++) {
      tree.minions(master, random.nextInt(plan.minionsEach()), each, plan)
          .forEach(id -> ids.add(id.text()));
    }
    return ids;
  }

  /// A minion runs a function by itself (`salt-call`): the master gives it its jid.
  private void ownJob(Random random) {
    jobs++;
    int number = random.nextInt(plan.nodes());
    MinionId minion = one(number, random);
    boolean kept =
        tree.scenario()
            .masters()
            .get(number)
            .deliver(
                Data.dict("cmd", "_return", "id", minion, "jid", "req", "fun", "grains.get")
                    .with("fun_args", Data.of(List.of("os")))
                    .with("return", Data.of("Debian " + random.nextInt()))
                    .with("retcode", Data.of(0))
                    .with("success", Data.of(true)));
    if (!kept) {
      throw new IllegalStateException("a master keeps a new job of a minion");
    }
  }

  private MinionId one(int master, Random random) {
    return tree.minions(master, random.nextInt(plan.minionsEach()), 1, plan).getFirst();
  }

  private void begin(Step.Begin fault) throws InterruptedException, IOException, SQLException {
    FaultKind kind = fault.kind();
    int target = fault.target();
    told.accept(
        kind.told() + (kind.victim() == FaultKind.Victim.OWN_DATABASE ? "" : " #" + (target + 1)));
    counts.merge(kind, 1, Integer::sum);
    var random = new Random(fault.seed());
    switch (kind) {
      case NODE_KILLED -> tree.nodes().get(target).kill();
      case NODE_ENDED -> endNode(tree.nodes().get(target));
      case NODE_PAUSED -> tree.nodes().get(target).pause();
      case DATABASE_KILLED -> tree.database().kill();
      case DATABASE_PAUSED -> tree.database().signal("STOP");
      case DATABASE_READ_ONLY -> tree.database().readOnly(true);
      case DATABASE_CUT -> tree.database().cut();
      case TABLES_LOCKED -> tree.database().lock();
      case MOM_RESTARTED -> {
        stopped.add(target);
        mom(target).stop();
      }
      case MOM_CUT -> mom(target).hangUp();
      case MASTER_RESTARTED -> master(target).stop();
      case BUS_CUT -> master(target).bus().disconnectAll();
      case BAD_FRAMES -> HostileMinions.badFrames(master(target), random);
      case FORGED_RETURN, FORGED_ID, FLOOD -> hostile(kind, target, random);
    }
  }

  private void hostile(FaultKind kind, int target, Random random) {
    MinionId hostile = tree.minions(target, 0, 1, plan).getFirst();
    MinionId victim =
        tree.minions(target, 1 + random.nextInt(plan.minionsEach() - 1), 1, plan).getFirst();
    if (kind == FaultKind.FLOOD) {
      HostileMinions.flood(master(target), hostile, random);
    } else if (!recent.isEmpty()) {
      Jid jid = recent.get(random.nextInt(recent.size()));
      if (kind == FaultKind.FORGED_RETURN) {
        HostileMinions.forge(master(target), hostile, victim, jid);
      } else {
        HostileMinions.forgeId(master(target), hostile, victim, jid);
      }
    }
  }

  private void endNode(DrilledNode node) throws InterruptedException {
    Optional<Integer> code = node.end();
    if (code.filter(c -> c == 0).isEmpty()) {
      surprises.add(
          "node %s did not end well: %s"
              .formatted(node.name(), code.map(c -> "exit code " + c).orElse("killed")));
    }
  }

  private void end(FaultKind kind, int target)
      throws InterruptedException, IOException, SQLException {
    switch (kind) {
      case NODE_KILLED, NODE_ENDED -> tree.nodes().get(target).start();
      case NODE_PAUSED -> tree.nodes().get(target).goOn();
      case DATABASE_KILLED -> tree.database().restart();
      case DATABASE_PAUSED -> tree.database().signal("CONT");
      case DATABASE_READ_ONLY -> tree.database().readOnly(false);
      case TABLES_LOCKED -> tree.database().unlock();
      case MOM_RESTARTED -> {
        mom(target).restart();
        stopped.remove(target);
      }
      case MASTER_RESTARTED -> master(target).restart();
      case DATABASE_CUT, MOM_CUT, BUS_CUT, BAD_FRAMES -> {}
      case FORGED_RETURN, FORGED_ID, FLOOD -> {}
    }
  }

  private FakeMom mom(int number) {
    return tree.scenario().moms().get(number);
  }

  private FakeMaster master(int number) {
    return tree.scenario().masters().get(number);
  }

  /// Ends every node in order, as for an upgrade.
  void endNodes() throws InterruptedException {
    for (DrilledNode node : tree.nodes()) {
      endNode(node);
    }
  }
}
