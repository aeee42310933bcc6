package dev.saltern.app;

import dev.saltern.returner.DeadLetters;
import dev.saltern.returner.Ledger;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import java.io.PrintWriter;
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
    description = "Look into the durable queue of this node.",
    subcommands = DeadCommand.class)
final class SpoolCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Missing: status or dead");
    }
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "How full it is, how far each reader got, and the ledger.",
      footer = {"%nExample:", "  saltern spool status"})
  void status(@Mixin SpoolOption options) throws ConfigException, SpoolException {
    PrintWriter out = options.out();
    try (Spool spool = options.visit()) {
      SpoolText.lines(spool, Instant.now()).forEach(out::println);
      new Ledger(spool)
          .counts()
          .forEach((kind, counts) -> out.println(LedgerText.line(kind, counts)));
      out.println(new DeadLetters(spool).count() + " dead letters");
      out.flush();
    }
  }
}
