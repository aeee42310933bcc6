package dev.saltern.app;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.Migrate;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `saltern db`: what an admin does to the job cache's tables.
@Command(
    name = "db",
    mixinStandardHelpOptions = true,
    subcommands = {ImportCommand.class, RetainCommand.class},
    description = "Look after the job cache's tables (needs the admin's SQL account).")
final class DbCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Missing: migrate, import or retain");
    }
  }

  @Command(
      name = "migrate",
      mixinStandardHelpOptions = true,
      description = "Bring the tables up to date and add partitions for the days to come.",
      footer = {"%nExample:", "  SALTERN_MYSQL_USER=saltern_admin saltern db migrate"})
  void migrate(
      @Mixin ConfigOption config,
      @Option(names = "--dry-run", description = "Only say what would be done.") boolean dryRun)
      throws ConfigException, JobCacheUnavailableException {
    var migrate = new Migrate(config.read().mysql(), Clock.systemUTC());
    PrintWriter out = config.out();
    if (dryRun) {
      out.println(said("would apply", migrate.pending()));
    } else {
      Migrate.Result result = migrate.run();
      out.println(said("applied", result.applied()));
      out.println("added " + result.partitions() + " day partitions");
    }
    out.flush();
  }

  private static String said(String what, List<String> migrations) {
    return migrations.isEmpty() ? "the tables are up to date" : what + " " + migrations;
  }
}
