package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobRef;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.Page;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What the lookup commands share: where they run, and how they refuse. Confined to one thread.
abstract class LookupCommand implements Callable<Integer> {
  /// Ends of commands that are the same for all, for their help.
  static final String USAGE = "2:the command line is wrong";

  static final String NOTHING = "3:nothing found";
  static final String UNAVAILABLE = "69:the job cache cannot be reached";
  static final String INTERNAL = "70:an error of ours";
  static final String REFUSED = "77:the job cache refused us";
  static final String CONFIG = "78:the configuration is wrong";

  final LookupCommands.Surroundings here;

  @Mixin final CommonOptions common = new CommonOptions();

  @Spec private @Nullable CommandSpec spec;

  LookupCommand(LookupCommands.Surroundings here) {
    this.here = here;
  }

  LookupSource.Opened open() throws LookupSourceException {
    return here.source().open(common.configDir());
  }

  CommandLine command() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the spec before it calls");
    }
    return spec.commandLine();
  }

  void say(String text) {
    command().getErr().println(TerminalText.safe(text));
    command().getErr().flush();
  }

  ExitCode nothing(String text) {
    say(text);
    return ExitCode.NOTHING_FOUND;
  }

  ParameterException wrong(String problem) {
    return new ParameterException(command(), problem);
  }

  /// A question that has a page of items for an answer.
  interface Question<T> {
    Page<T> ask(Lookup lookup) throws BadFilterException, JobCacheUnavailableException;
  }

  /// Prints a page of a list; on stderr how to get the next one.
  ///
  /// @param what the items, in the plural
  <T> ExitCode list(
      OutputOptions output,
      RecordShape shape,
      String what,
      Question<T> question,
      Function<T, Data.Dict> fields)
      throws BadFilterException,
          LookupSourceException,
          JobCacheUnavailableException,
          Printer.ClosedException {
    try (LookupSource.Opened opened = open();
        OutputOptions.Output to = output.open(command())) {
      Style style = output.style(here.terminal(), false);
      Records records = output.records(to.printer(), style, shape, command());
      Page<T> page = question.ask(new Lookup(opened.jobCache()));
      records.begin();
      for (T item : page.items()) {
        records.record(fields.apply(item));
      }
      records.end();
      to.printer().flush();
      page.next().ifPresent(t -> say(page.items().size() + " " + what + ", next: --after " + t));
      return page.items().isEmpty() ? nothing("No " + what + " match.") : ExitCode.OK;
    }
  }

  /// The job that `text` names.
  JobRef ref(String text) {
    try {
      return JobRef.parse(text);
    } catch (BadFilterException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  static String notFound(JobRef ref) {
    return switch (ref) {
      case JobRef.ByJid(var jid) -> "No job " + jid + " in the job cache.";
      case JobRef.Latest _ -> "No job in the job cache.";
    };
  }
}
