package dev.saltern.app;

import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SpoolException;
import dev.saltern.spool.SqliteSpool;
import java.nio.file.Files;
import java.time.Clock;
import picocli.CommandLine.Option;

/// The options that say which spool; in every command that looks into one.
final class SpoolOption extends ConfigOption {
  @Option(names = "--shadow", description = "The spool of `saltern node --shadow`.")
  private boolean shadow;

  /// The spool, beside the node that runs on it or without one. Never makes one.
  Spool visit() throws ConfigException, SpoolException {
    SpoolConfig spool = read().spool(shadow ? Node.Mode.SHADOW : Node.Mode.RELAY);
    if (!Files.exists(spool.path())) {
      throw new SpoolException(
          "there is no spool " + spool.path() + " yet, or it is not readable for this user");
    }
    return SqliteSpool.visit(spool, Clock.systemUTC());
  }
}
