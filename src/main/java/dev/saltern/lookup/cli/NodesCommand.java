package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.NodeLookup.Node;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `saltern nodes` > [Lookup]: what each node last said of itself.
@Command(
    name = "nodes",
    description = "List the nodes: version, when each was last heard of, how far it is behind.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {"  saltern nodes", "  saltern nodes --exit-status --out wide"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a node is not as it should be; only with --exit-status",
      LookupCommand.USAGE,
      LookupCommand.NOTHING,
      LookupCommand.UNAVAILABLE,
      LookupCommand.INTERNAL,
      LookupCommand.REFUSED,
      LookupCommand.CONFIG
    })
final class NodesCommand extends LookupCommand {
  /// A node that has said nothing for this long is called silent.
  static final Duration SILENT = Duration.ofMinutes(1);

  static final RecordShape SHAPE =
      RecordShape.of(
          "node",
          List.of("node", "state", "version", "seen", "lag_seconds", "backlog", "dead"),
          List.of("started", "spool_bytes", "moms", "moms_connected", "tapped"));

  @Option(
      names = "--exit-status",
      description = "Exit with 1 where a node is silent, cut off, or has dead letters.")
  private boolean exitStatus;

  @Mixin private final OutputOptions output = new OutputOptions();

  private boolean troubled;

  NodesCommand(LookupCommands.Surroundings here) {
    super(here);
  }

  @Override
  public Integer call()
      throws LookupSourceException, JobCacheUnavailableException, Printer.ClosedException {
    try {
      ExitCode listed =
          list(
              output,
              SHAPE,
              "nodes",
              lookup -> new Page<>(lookup.nodes(), Optional.empty()),
              this::fields);
      boolean bad = exitStatus && troubled && listed == ExitCode.OK;
      return (bad ? ExitCode.MINION_FAILED : listed).number();
    } catch (BadFilterException e) {
      throw new IllegalStateException("nodes have no filter", e);
    }
  }

  private Data.Dict fields(Node node) {
    String state = state(node);
    troubled |= !state.equals("ok");
    Data lag =
        node.spool()
            .oldest()
            .<Data>map(
                oldest ->
                    new Data.Int(Math.max(0, Duration.between(oldest, node.seen()).toSeconds())))
            .orElse(new Data.Int(0));
    return Data.dict(
        "node", node.name(),
        "state", state,
        "version", node.version(),
        "seen", node.seen().toString(),
        "lag_seconds", lag,
        "backlog", node.spool().records(),
        "dead", node.spool().dead(),
        "started", node.started().toString(),
        "spool_bytes", node.spool().bytes(),
        "moms", node.moms(),
        "moms_connected", node.momsConnected(),
        "tapped", node.tapped());
  }

  /// How a node is, in words.
  static String state(Node node) {
    if (node.age().compareTo(SILENT) > 0) {
      return "silent for " + span(node.age());
    }
    List<String> troubles = new ArrayList<>();
    if (!node.tapped()) {
      troubles.add("not connected to its master's bus");
    }
    if (node.momsConnected() < node.moms()) {
      troubles.add("%d of %d MoMs".formatted(node.momsConnected(), node.moms()));
    }
    if (node.spool().dead() > 0) {
      troubles.add("dead letters");
    }
    return troubles.isEmpty() ? "ok" : String.join(", ", troubles);
  }

  private static String span(Duration time) {
    if (time.toDays() > 0) {
      return "%d days".formatted(time.toDays());
    }
    return time.toHours() > 0
        ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
        : "%d min".formatted(time.toMinutes());
  }
}
