package dev.saltern.app;

import dev.saltern.returner.DeadLetters;
import dev.saltern.returner.Ledger;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import dev.saltern.spool.SqliteSpool;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `saltern spool`: looks into the durable queue beside a running node.
@Command(
    name = "spool",
    mixinStandardHelpOptions = true,
    description = "Look into the durable queue of this node.")
final class SpoolCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Missing: status");
    }
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "How full it is, how far each reader got, and the ledger.",
      footer = {"%nExample:", "  saltern spool status"})
  void status(@Mixin ConfigOption config) throws ConfigException, SpoolException {
    PrintWriter out = config.out();
    try (Spool spool = SqliteSpool.visit(config.read().spool(), Clock.systemUTC())) {
      Spool.Stats stats = spool.stats();
      out.printf("%d records, %d bytes%s%n", stats.records(), stats.bytes(), oldest(stats));
      stats
          .readers()
          .forEach(
              (name, reader) ->
                  out.printf(
                      "reader %-24s %d behind, %d dropped for it%n",
                      name, stats.lastPosition() - reader.position(), reader.dropped()));
      new Ledger(spool)
          .counts()
          .forEach((kind, counts) -> out.println(LedgerText.line(kind, counts)));
      out.println(new DeadLetters(spool).count() + " dead letters");
      out.flush();
    }
  }

  private static String oldest(Spool.Stats stats) {
    return stats.records() == 0
        ? ""
        : ", the oldest of " + Instant.ofEpochMilli(stats.oldestMillis());
  }
}
