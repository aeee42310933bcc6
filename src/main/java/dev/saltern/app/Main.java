package dev.saltern.app;

import dev.saltern.lookup.cli.CliErrors;
import dev.saltern.lookup.cli.ExitCode;
import dev.saltern.lookup.cli.LookupCommands;
import dev.saltern.spool.SpoolException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.Security;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `saltern` command.
@Command(
    name = "saltern",
    mixinStandardHelpOptions = true,
    versionProvider = Version.Provider.class,
    description = "Relay and MySQL job cache for SaltStack, in salt-syndic's place.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "%nExamples:",
      "  saltern jobs --since 2h",
      "  saltern job latest --summary",
      "  saltern help job"
    })
public final class Main implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  /// The commands besides the lookups, in the order of the help.
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("run", RunCommand.class);
    COMMANDS.put("node", NodeCommand.class);
    COMMANDS.put("web", WebCommand.class);
    COMMANDS.put("check", CheckCommand.class);
    COMMANDS.put("db", DbCommand.class);
    COMMANDS.put("spool", SpoolCommand.class);
    COMMANDS.put("completion", CompletionCommand.class);
    COMMANDS.put("help", HelpCommand.class);
    COMMANDS.put("version", VersionCommand.class);
    COMMANDS.put("__training", TrainingCommand.class);
  }

  @Option(
      names = {"-c", "--config-dir"},
      paramLabel = "DIR",
      description =
          "Salt's configuration folder, with ours in it; before or after the command (default:"
              + " SALTERN_CONFIG_DIR, else /etc/salt).")
  private @Nullable Path folder;

  private Main() {}

  /// The folder that is named before the command.
  Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  /// Ends with the command's exit code.
  public static void main(String[] arguments) {
    if (List.of("node", "web").contains(named(arguments))) {
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
    String name = named(arguments);
    // Help may be about any of them.
    return !name.equals("help")
            && (COMMANDS.containsKey(name) || LookupCommands.names().contains(name))
        ? commandLine(name::equals)
        : commandLine();
  }

  /// The first word that is not the folder's option.
  private static String named(String[] arguments) {
    int i = 0;
    while (i < arguments.length && arguments[i].matches("-c.*|--config-dir(=.*)?")) {
      i += arguments[i].matches("-c|--config-dir") ? 2 : 1;
    }
    return i < arguments.length ? arguments[i] : "";
  }

  private static CommandLine commandLine(Predicate<String> wanted) {
    var main = new Main();
    var command = new CommandLine(main);
    LookupCommands.addTo(
        command,
        new JobCacheSource(System.getenv(), main::folder),
        Clock.system(ZoneId.systemDefault()),
        wanted);
    COMMANDS.forEach(
        (name, type) -> {
          if (wanted.test(name)) {
            command.addSubcommand(type);
          }
        });
    CommandGroups.install(command);
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
