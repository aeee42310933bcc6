package dev.saltern.app;

import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.Import;
import dev.saltern.jobcache.mysql.ImportRefusedException;
import dev.saltern.jobcache.mysql.ImportReport;
import dev.saltern.jobcache.mysql.ImportSource;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.jobcache.mysql.StockTables;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.TimeRange;
import dev.saltern.lookup.cli.ExitCode;
import dev.saltern.lookup.cli.TerminalText;
import dev.saltern.returner.EntryRenderer;
import dev.saltern.returner.JournalRecord;
import dev.saltern.returner.StoreFilter;
import dev.saltern.wire.WireException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// `saltern db import` > [Import]: what a stock master or a stock returner kept.
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Bring in the tables of a stock mysql returner, or a master's own job cache directory.",
      "They may go on being written; run it again, also after it was interrupted, for what came since."
    },
    footer = {
      "%nExamples:",
      "  saltern db import --from salt_old --dry-run",
      "  SALTERN_MYSQL_USER=saltern_admin saltern db import --from salt_old --rate 5000",
      "  SALTERN_IMPORT_USER=salt SALTERN_IMPORT_PASS_FILE=/root/pass saltern db import --from db1/salt",
      "  saltern db import --local-cache /var/cache/salt/master --since 30d"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; also where rows were skipped",
      "2:the command line is wrong, or what it names is no stock schema",
      "3:there is nothing to import: no such database, no stock tables, no such directory",
      "69:the job cache or the source cannot be reached, or another process is at it: run it again",
      "77:the account or its rights were refused",
      "78:the configuration is wrong"
    })
final class ImportCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();

  @ArgGroup(multiplicity = "1")
  private Where where = new Where();

  /// One of them.
  static final class Where {
    @Option(
        names = "--from",
        paramLabel = "[HOST[:PORT]/]DATABASE",
        description =
            "The stock tables: a database beside the job cache, or on another server. The account is"
                + " that of the job cache, or SALTERN_IMPORT_USER and SALTERN_IMPORT_PASS (or"
                + " .._FILE).")
    private @Nullable String from;

    @Option(
        names = "--local-cache",
        paramLabel = "DIR",
        description = "A stock master's cachedir, or its jobs directory.")
    private @Nullable Path localCache;
  }

  @Option(
      names = "--dry-run",
      description = "Read and count everything; each page is written and taken back.")
  private boolean dryRun;

  @Option(names = "--rate", paramLabel = "N", description = "At most so many rows a second.")
  private @Nullable Integer rate;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Nothing older. An import that was begun goes on with what it was begun with.")
  private @Nullable String since;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the report there, as JSON.")
  private @Nullable Path report;

  @Option(
      names = "--restart",
      description =
          "Read everything again, as if nothing had been imported; rows stay as they are.")
  private boolean restart;

  @Override
  public Integer call() throws ConfigException, JobCacheUnavailableException, InterruptedException {
    NodeConfig read = config.read();
    Import.Options options = options();
    try (ImportSource source = open(read.mysql())) {
      var run = new Import(read.mysql(), read.statesKept(), rules(read), Clock.systemUTC());
      ImportReport done = run.run(source, options, this::watch);
      print(done);
      return ExitCode.OK.number();
    } catch (ImportRefusedException e) {
      say(String.valueOf(e.getMessage()));
      return code(e).number();
    }
  }

  private static ExitCode code(ImportRefusedException e) {
    return switch (e.why()) {
      case NOTHING_THERE -> ExitCode.NOTHING_FOUND;
      case UNUSABLE -> ExitCode.USAGE;
      case DENIED -> ExitCode.REFUSED;
      case HELD -> ExitCode.UNAVAILABLE;
    };
  }

  private ImportSource open(MySqlConfig jobCache)
      throws ConfigException, JobCacheUnavailableException, ImportRefusedException {
    if (where.localCache != null) {
      return LocalCacheSource.open(where.localCache, Clock.systemUTC());
    }
    try {
      return StockTables.open(
          ImportFrom.parse(String.valueOf(where.from), jobCache, System.getenv()));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /// What a node would store, in the form in which it would.
  private static Import.Rules rules(NodeConfig read) {
    StoreFilter filter = read.storeFilter();
    return (arrival, position, form) -> {
      try {
        return switch (filter.judge(JournalRecord.of(arrival))) {
          case StoreFilter.Verdict.Keep(var kept) ->
              Optional.of(new EntryRenderer(form).render(kept, position));
          case StoreFilter.Verdict.Skip _ -> Optional.empty();
        };
      } catch (WireException | IllegalArgumentException e) {
        throw new JobCacheRejectedException("cannot be opened", e);
      }
    };
  }

  private Import.Options options() {
    try {
      Optional<Instant> from =
          TimeRange.parse(Optional.ofNullable(since), Optional.empty(), Clock.systemUTC()).since();
      OptionalInt most = rate == null ? OptionalInt.empty() : OptionalInt.of(rate);
      return new Import.Options(dryRun, restart, most, from);
    } catch (BadFilterException e) {
      throw wrong("--" + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private void print(ImportReport done) {
    PrintWriter out = config.out();
    ImportText.lines(done).forEach(out::println);
    out.flush();
    if (report != null) {
      try {
        Files.writeString(report, ImportText.json(done));
      } catch (IOException e) {
        throw wrong("--report: " + e);
      }
    }
  }

  private void watch(String text) {
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
      say(text);
    }
  }

  private void say(String text) {
    config.err().println(TerminalText.oneLine(text));
    config.err().flush();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(config.commandLine(), message);
  }
}
