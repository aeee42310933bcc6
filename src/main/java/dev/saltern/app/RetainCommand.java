package dev.saltern.app;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.RetainReport;
import dev.saltern.jobcache.mysql.Retention;
import dev.saltern.lookup.cli.ExitCode;
import dev.saltern.lookup.cli.TerminalText;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// `saltern db retain` > [Retention]: once, as a daily timer runs it.
@Command(
    name = "retain",
    mixinStandardHelpOptions = true,
    description =
        "Remove the jobs, events and gaps that `retain.*` of the configuration keeps no longer.",
    footer = {
      "%nExamples:",
      "  saltern db retain --dry-run",
      "  SALTERN_MYSQL_USER=saltern_admin saltern db retain --limit-time 10m"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or time was up: the next run goes on",
      "2:the command line is wrong",
      "69:the job cache cannot be reached, or another process is at it",
      "78:the configuration is wrong"
    })
final class RetainCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(names = "--dry-run", description = "Only say what would go, and what is in its way.")
  private boolean dryRun;

  @Option(
      names = "--limit-time",
      paramLabel = "TIME",
      defaultValue = "1h",
      description = "Begin nothing more after that (default: ${DEFAULT-VALUE}).")
  private String limitTime = "1h";

  @Override
  public Integer call() throws ConfigException, JobCacheUnavailableException {
    Duration limit = ConfigValues.time(limitTime).orElseThrow(this::badTime);
    NodeConfig read = config.read();
    var retention = new Retention(read.mysql(), read.retain(), Clock.systemUTC());
    if (dryRun) {
      print(retention.preview(limit), "would go");
      return ExitCode.OK.number();
    }
    return switch (retention.run(limit)) {
      case Retention.Result.Done(RetainReport report) -> {
        print(report, "went");
        yield ExitCode.OK.number();
      }
      case Retention.Result.Held(String owner, var until) -> {
        say("Another clean-up is at it: %s, until %s or longer.".formatted(owner, until));
        yield ExitCode.UNAVAILABLE.number();
      }
    };
  }

  private ParameterException badTime() {
    return new ParameterException(
        config.commandLine(),
        "--limit-time: expected a time such as 30s, 10m or 2h, found '" + limitTime + "'");
  }

  private void print(RetainReport report, String verb) {
    PrintWriter out = config.out();
    RetainText.lines(report, verb).forEach(out::println);
    out.flush();
    RetainText.blocks(report).forEach(this::say);
    if (report.timeUp()) {
      say("Time was up before all was done: the next run goes on.");
    }
  }

  private void say(String text) {
    config.err().println(TerminalText.oneLine(text));
    config.err().flush();
  }
}
