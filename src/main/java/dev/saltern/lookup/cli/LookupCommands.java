package dev.saltern.lookup.cli;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine;

/// The lookup commands, for whoever puts the command line together.
public final class LookupCommands {
  private LookupCommands() {}

  /// What a command needs besides its options.
  record Surroundings(LookupSource source, Clock clock, Terminal terminal, Pause pause) {}

  /// By name, in the order of the help.
  private static final Map<String, Function<Surroundings, Object>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("jobs", JobsCommand::new);
    COMMANDS.put("job", JobCommand::new);
    COMMANDS.put("follow", FollowCommand::new);
    COMMANDS.put("minions", MinionsCommand::new);
    COMMANDS.put("minion", MinionCommand::new);
    COMMANDS.put("events", EventsCommand::new);
    COMMANDS.put("nodes", NodesCommand::new);
    COMMANDS.put("diff", DiffCommand::new);
    COMMANDS.put("export", ExportCommand::new);
    COMMANDS.put("__complete", CompleteCommand::new);
  }

  /// The names of all of them.
  public static List<String> names() {
    return List.copyOf(COMMANDS.keySet());
  }

  /// Adds the lookup commands to a command. [CliErrors#install] on the root comes after.
  ///
  /// @param wanted only those with such a name: each costs more to make than a lookup takes
  public static void addTo(
      CommandLine parent, LookupSource source, Clock clock, Predicate<String> wanted) {
    addTo(parent, new Surroundings(source, clock, Terminal.ofProcess(), Pause.real()), wanted);
  }

  static void addTo(CommandLine parent, Surroundings here, Predicate<String> wanted) {
    COMMANDS.forEach(
        (name, command) -> {
          if (wanted.test(name)) {
            parent.addSubcommand(command.apply(here));
          }
        });
  }

  /// All of them.
  static List<Object> all(Surroundings here) {
    return COMMANDS.values().stream().map(command -> command.apply(here)).toList();
  }
}
