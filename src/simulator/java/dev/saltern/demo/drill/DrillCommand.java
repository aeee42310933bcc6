package dev.saltern.demo.drill;

import dev.saltern.returner.Kind;
import dev.saltern.returner.Ledger;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `saltern drill`: real nodes under faults and hostile minions, and the audit at the end.
@Command(
    name = "drill",
    mixinStandardHelpOptions = true,
    description = {
      "Run real nodes on this machine while nodes, database, MoMs and masters fail and hostile"
          + " minions lie, and compare the tables with what the minions sent."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:lost 0, twice 0, forged 0, unexplained 0",
      "1:anything else, or it could not run",
      "2:a wrong option"
    },
    footer = {
      "%nExamples:",
      "  saltern drill --seed 7 --minutes 3 --nodes 2 --minions 400",
      "  saltern drill --without forging --without floods"
    })
public final class DrillCommand implements Callable<Integer> {
  private static final Duration QUIET_WITHIN = Duration.ofMinutes(3);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final int ERRORS_SHOWN_MAX = 10;

  private final PrintStream out = System.out;
  private final long begin = System.nanoTime();

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "What jobs, faults and answers come from (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--minutes",
      defaultValue = "30",
      description = "How long faults happen (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--nodes",
      defaultValue = "4",
      description = "How many masters, with a node each (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--minions",
      defaultValue = "2000",
      description = "How many minions in all (default: ${DEFAULT-VALUE}).")
  private int minions;

  @Option(
      names = "--without",
      paramLabel = "GROUP",
      description = "Leave out a group of faults: ${COMPLETION-CANDIDATES}. May be repeated.")
  private Set<FaultGroup> without = new HashSet<>();

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = {
        "A server on this machine instead of a MariaDB of the drill's own, such as"
            + " jdbc:mysql://127.0.0.1:3306/?user=root&password=x. It is not killed, paused or"
            + " made read-only; a database is made there and dropped at the end."
      })
  private @Nullable String database;

  @Option(names = "--keep", description = "Keep the folder with the nodes' logs in any case.")
  private boolean keep;

  @Override
  public Integer call() throws Exception {
    DrillPlan plan = plan();
    out.println("Saltern drill: everything on loopback. " + plan.command());
    DrillTree tree = DrillTree.start(plan, Optional.ofNullable(database));
    boolean holds = false;
    try (tree) {
      tell("%d nodes run, %d minions".formatted(plan.nodes(), plan.minions()));
      var run = new DrillRun(plan, tree, this::tell);
      run.run(Schedule.of(plan, tree.database().isOwn()));
      tell("no more faults; waiting until everything is quiet");
      awaitQuiet(tree, run);
      run.endNodes();
      Verdict verdict = Audit.of(tree, ledgers(tree), run.surprises());
      show(plan, tree, run, verdict);
      holds = verdict.holds();
    }
    if (holds && !keep) {
      tree.remove();
    } else {
      out.println("the nodes' logs are in " + tree.home());
    }
    return holds ? 0 : 1;
  }

  private DrillPlan plan() {
    CommandSpec command = java.util.Objects.requireNonNull(spec);
    if (database != null
        && !database.matches("jdbc:mysql://(127\\.[0-9.]+|localhost):\\d+/\\?.*")) {
      throw new ParameterException(
          command.commandLine(),
          "--database: expected jdbc:mysql://127.0.0.1:PORT/?user=USER&password=PASSWORD");
    }
    try {
      return new DrillPlan(seed, Duration.ofMinutes(minutes), nodes, minions, without);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void tell(String what) {
    out.printf("  %6.1f s  %s%n", (System.nanoTime() - begin) / 1e9, what);
    out.flush();
  }

  /// Until every answer has its row and nothing is on its way, or the time is up.
  private void awaitQuiet(DrillTree tree, DrillRun run)
      throws InterruptedException, SQLException, IOException {
    long deadline = System.nanoTime() + QUIET_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      run.startEnded();
      Optional<List<Map<Kind, Ledger.Counts>>> ledgers = tree.ledgers();
      boolean drained =
          ledgers.isPresent()
              && ledgers.get().stream()
                  .flatMap(ledger -> ledger.values().stream())
                  .allMatch(counts -> counts.pending() == 0);
      if (drained) {
        Verdict now = Audit.of(tree, ledgers.get(), List.of());
        if (now.lost().count() == 0) {
          tell("quiet");
          return;
        }
        tell("%d answers, %d rows".formatted(now.answers(), now.rows()));
      }
      Thread.sleep(LOOK_EVERY);
    }
    tell("not quiet within " + QUIET_WITHIN.toSeconds() + " s");
  }

  private static List<Map<Kind, Ledger.Counts>> ledgers(DrillTree tree) throws IOException {
    return tree.ledgers()
        .orElseThrow(() -> new IOException("the spool of a node that ended cannot be read"));
  }

  private void show(DrillPlan plan, DrillTree tree, DrillRun run, Verdict verdict)
      throws IOException {
    out.println();
    run.counts().forEach((kind, count) -> out.printf("  %4d  %s%n", count, kind.told()));
    out.printf("%n  %d jobs, %d answers, %d rows%n", run.jobs(), verdict.answers(), verdict.rows());
    for (DrilledNode node : tree.nodes()) {
      node.errors(ERRORS_SHOWN_MAX).forEach(line -> out.println("  " + node.name() + ": " + line));
    }
    findings("lost", verdict.lost());
    findings("twice", verdict.twice());
    findings("forged", verdict.forged());
    findings("unexplained", verdict.unexplained());
    out.println("replay: " + plan.command());
  }

  private void findings(String name, Verdict.Findings findings) {
    out.printf("%-12s %d%n", name, findings.count());
    findings.shown().forEach(one -> out.println("    " + one));
  }
}
