package dev.saltern.lookup.cli;

import dev.saltern.jobcache.JobCacheUnavailableException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/// How every command ends when it cannot do what it was told: one sentence on stderr and the
/// [ExitCode] that fits.
public final class CliErrors {
  private CliErrors() {}

  /// Makes a command, and all commands below it so far, end that way; and print UTF-8 whatever the
  /// locale is, as Salt does.
  public static void install(CommandLine root) {
    root.setParameterExceptionHandler(CliErrors::usage);
    root.setExecutionExceptionHandler((e, command, _) -> failed(e, command.getErr()));
    root.setOut(new PrintWriter(System.out, false, StandardCharsets.UTF_8));
    root.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
  }

  private static int usage(CommandLine.ParameterException e, String[] typed) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(TerminalText.safe(message(e)));
    Optional<String> meant =
        e instanceof CommandLine.UnmatchedArgumentException words
            ? SaltWords.meaning(from(words.getUnmatched().getFirst(), List.of(typed)))
            : Optional.empty();
    if (meant.isPresent()) {
      err.println("Did you mean: " + command.getCommandSpec().root().name() + " " + meant.get());
    } else {
      CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    }
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE.number();
  }

  private static List<String> from(String word, List<String> typed) {
    return typed.subList(Math.max(0, typed.indexOf(word)), typed.size());
  }

  private static int failed(Exception e, PrintWriter err) {
    ExitCode code =
        switch (e) {
          case Printer.ClosedException closed when message(closed).isEmpty() ->
              ExitCode.PIPE_CLOSED;
          case Printer.ClosedException _ -> ExitCode.USAGE;
          case LookupSourceException refused -> refused.exitCode();
          case JobCacheUnavailableException away ->
              away.reason() == JobCacheUnavailableException.Reason.REFUSED
                  ? ExitCode.REFUSED
                  : ExitCode.UNAVAILABLE;
          default -> ExitCode.INTERNAL;
        };
    switch (code) {
      case PIPE_CLOSED -> {}
      case INTERNAL -> {
        err.println("This is an error of saltern's own. Please report it with these lines:");
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace, true));
        err.print(TerminalText.safe(trace.toString()));
      }
      case UNAVAILABLE ->
          err.println("The job cache cannot be reached: " + TerminalText.safe(message(e)));
      case USAGE -> err.println("Cannot write " + TerminalText.safe(message(e)));
      case OK, MINION_FAILED, NOTHING_FOUND, REFUSED, CONFIG ->
          err.println(TerminalText.safe(message(e)));
    }
    err.flush();
    return code.number();
  }

  private static String message(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
