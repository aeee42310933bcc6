package dev.saltern.app;

import dev.saltern.lookup.cli.CliErrors;
import dev.saltern.lookup.cli.ExitCode;
import dev.saltern.lookup.cli.LookupCommands;
import dev.saltern.spool.SpoolException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.security.Security;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `saltern` command.
@Command(
    name = "saltern",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Relay and MySQL job cache for SaltStack, in salt-syndic's place.",
    footer = {
      "%nExamples:",
      "  saltern node",
      "  saltern jobs --since 2h",
      "  saltern job latest --summary"
    })
public final class Main implements Runnable {
  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  /// The commands besides the lookups, in the order of the help.
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("node", NodeCommand.class);
    COMMANDS.put("web", WebCommand.class);
    COMMANDS.put("check", CheckCommand.class);
    COMMANDS.put("db", DbCommand.class);
    COMMANDS.put("spool", SpoolCommand.class);
    COMMANDS.put("run", RunCommand.class);
    COMMANDS.put("completion", CompletionCommand.class);
    COMMANDS.put("__training", TrainingCommand.class);
  }

  private Main() {}

  /// Ends with the command's exit code.
  public static void main(String[] arguments) {
    if (arguments.length > 0 && List.of("node", "web").contains(arguments[0])) {
      prepareDaemon();
    }
    System.exit(commandLine(arguments).execute(arguments));
  }

  private static void prepareDaemon() {
    if (System.getenv("SALTERN_LOG") == null) {
      // Before the first logger is made: the JDK makes one where a security property is set.
      System.setProperty("SALTERN_LOG", "INFO");
    }
    // A name may stand for another address from one moment to the next; the JDK would hold the old
    // one for 30 s. Read once, before the first name is looked up.
    Security.setProperty("networkaddress.cache.ttl", "5");
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
  }

  /// All commands.
  public static CommandLine commandLine() {
    return commandLine(_ -> true);
  }

  /// As `main` runs them: the one command that is named, since picocli makes each by reflection,
  /// which takes longer than a lookup; all of them where none is, for the help and for what is
  /// nearest to a wrong name.
  static CommandLine commandLine(String[] arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    return COMMANDS.containsKey(first) || LookupCommands.names().contains(first)
        ? commandLine(first::equals)
        : commandLine();
  }

  private static CommandLine commandLine(Predicate<String> wanted) {
    var command = new CommandLine(new Main());
    COMMANDS.forEach(
        (name, type) -> {
          if (wanted.test(name)) {
            command.addSubcommand(type);
          }
        });
    LookupCommands.addTo(
        command, new JobCacheSource(System.getenv()), Clock.system(ZoneId.systemDefault()), wanted);
    CliErrors.install(command);
    CommandLine.IExecutionExceptionHandler rest = command.getExecutionExceptionHandler();
    command.setExecutionExceptionHandler((e, where, parsed) -> failed(e, where, parsed, rest));
    return command;
  }

  private static int failed(
      Exception e,
      CommandLine where,
      CommandLine.ParseResult parsed,
      CommandLine.IExecutionExceptionHandler rest)
      throws Exception {
    ExitCode code =
        switch (e) {
          case ConfigException _ -> ExitCode.CONFIG;
          case SpoolException _, IOException _ -> ExitCode.UNAVAILABLE;
          default -> ExitCode.INTERNAL;
        };
    if (code == ExitCode.INTERNAL) {
      return rest.handleExecutionException(e, where, parsed);
    }
    // What the file system throws has nothing but the file's name for a message.
    where.getErr().println(e instanceof FileSystemException ? e.toString() : e.getMessage());
    where.getErr().flush();
    return code.number();
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Missing command");
    }
  }
}
