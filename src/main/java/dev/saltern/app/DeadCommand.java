package dev.saltern.app;

import dev.saltern.lookup.cli.ExitCode;
import dev.saltern.lookup.cli.TerminalText;
import dev.saltern.returner.DeadLetters;
import dev.saltern.returner.DeadLetters.DeadLetter;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `saltern spool dead` > [DeadLetters]: what the job cache would not take, until someone decides.
/// Also beside a running node, which takes what is retried within a second or two.
@Command(
    name = "dead",
    mixinStandardHelpOptions = true,
    description = "What MySQL would not take: look at it, try it again, or discard it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "2:the command line is wrong",
      "3:no such dead letter",
      "69:the spool cannot be used",
      "78:the configuration is wrong"
    })
final class DeadCommand implements Runnable {
  /// How many are read at a time: one may be large.
  private static final int PAGE = 50;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw usage("Missing: list, show, retry or discard");
  }

  private ParameterException usage(String message) {
    return new ParameterException(
        Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "One line each, oldest first.",
      footer = {"%nExample:", "  saltern spool dead list --limit 20"})
  int list(
      @Mixin SpoolOption options,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "At most this many (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(
              names = "--after",
              paramLabel = "POSITION",
              defaultValue = "0",
              description = "Only those after this one.")
          long after)
      throws ConfigException, SpoolException {
    if (limit < 1) {
      throw usage("--limit: expected at least 1, found " + limit);
    }
    PrintWriter out = options.out();
    try (Spool spool = options.visit()) {
      var letters = new DeadLetters(spool);
      long last = after;
      int left = limit;
      List<DeadLetter> page = letters.list(last, Math.min(PAGE, left));
      while (!page.isEmpty() && left > 0) {
        page.forEach(letter -> out.println(DeadText.line(letter)));
        last = page.getLast().position();
        left -= page.size();
        page = letters.list(last, Math.max(1, Math.min(PAGE, left)));
      }
      out.flush();
      if (!page.isEmpty()) {
        say(options, "more: saltern spool dead list --after " + last);
      } else if (left == limit) {
        say(options, "no dead letters");
      }
      return ExitCode.OK.number();
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "All that is known of one.",
      footer = {"%nExample:", "  saltern spool dead show 4711 --body"})
  int show(
      @Mixin SpoolOption options,
      @Parameters(paramLabel = "POSITION", description = "As `list` prints it.") long position,
      @Option(names = "--body", description = "Also what it holds, as JSON. May be long.")
          boolean body)
      throws ConfigException, SpoolException {
    try (Spool spool = options.visit()) {
      Optional<DeadLetter> letter = new DeadLetters(spool).show(position);
      if (letter.isEmpty()) {
        return missing(options, position);
      }
      DeadText.lines(letter.get()).forEach(options.out()::println);
      if (body) {
        options.out().println(DeadText.body(letter.get()));
      }
      options.out().flush();
      return ExitCode.OK.number();
    }
  }

  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description = "Give it to MySQL, and to each MoM, once more: after what was wrong is mended.",
      footer = {
        "%nExamples:",
        "  saltern spool dead retry 4711",
        "  saltern spool dead retry --all"
      })
  int retry(
      @Mixin SpoolOption options,
      @Parameters(paramLabel = "POSITION", arity = "0..*", description = "As `list` prints them.")
          @Nullable List<Long> positions,
      @Option(names = "--all", description = "All there are now.") boolean all)
      throws ConfigException, SpoolException {
    List<Long> wanted = positions == null ? List.of() : positions;
    if (wanted.isEmpty() != all) {
      throw usage("Expected positions or --all, and not both");
    }
    try (Spool spool = options.visit()) {
      var letters = new DeadLetters(spool);
      if (all) {
        say(options, retryAll(letters, spool.stats().lastPosition()) + " retried");
        return ExitCode.OK.number();
      }
      int exit = ExitCode.OK.number();
      for (long position : wanted) {
        if (letters.retry(position)) {
          say(options, position + " retried");
        } else {
          exit = missing(options, position);
        }
      }
      return exit;
    }
  }

  /// @param until what dies anew while this runs, gets a later position and is left alone
  private static int retryAll(DeadLetters letters, long until) throws SpoolException {
    int retried = 0;
    long last = 0;
    List<DeadLetter> page = letters.list(last, PAGE);
    while (!page.isEmpty()) {
      for (DeadLetter letter : page) {
        last = letter.position();
        if (last > until) {
          return retried;
        }
        retried += letters.retry(last) ? 1 : 0;
      }
      page = letters.list(last, PAGE);
    }
    return retried;
  }

  @Command(
      name = "discard",
      mixinStandardHelpOptions = true,
      description = "Remove it for good. The ledger goes on counting it as dead.",
      footer = {"%nExample:", "  saltern spool dead discard 4711 --yes"})
  int discard(
      @Mixin SpoolOption options,
      @Parameters(paramLabel = "POSITION", arity = "1..*", description = "As `list` prints them.")
          List<Long> positions,
      @Option(names = "--yes", description = "It cannot be brought back: say that you mean it.")
          boolean yes)
      throws ConfigException, SpoolException {
    if (!yes) {
      throw usage("discard removes for good what is stored nowhere else; add --yes to do it");
    }
    try (Spool spool = options.visit()) {
      var letters = new DeadLetters(spool);
      int exit = ExitCode.OK.number();
      for (long position : positions) {
        if (letters.discard(position)) {
          say(options, position + " discarded");
        } else {
          exit = missing(options, position);
        }
      }
      return exit;
    }
  }

  private static int missing(SpoolOption options, long position) {
    say(options, "No dead letter " + position + ".");
    return ExitCode.NOTHING_FOUND.number();
  }

  private static void say(SpoolOption options, String text) {
    options.err().println(TerminalText.oneLine(text));
    options.err().flush();
  }
}
