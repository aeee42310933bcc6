package dev.saltern.lookup.cli;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobFilter;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.MinionFilter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// What a shell completes: the newest jids, or minion ids. In silence whatever happens, and only
/// names that no shell would take for anything else.
@Command(name = "__complete", hidden = true, description = "For shell completion.")
final class CompleteCommand extends LookupCommand {
  private static final int WORDS_MAX = 200;

  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:@-]{1,255}");

  @Parameters(index = "0", paramLabel = "KIND", description = "jid or minion.")
  private String kind = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "PREFIX", description = "What is typed.")
  private String prefix = "";

  CompleteCommand(LookupCommands.Surroundings here) {
    super(here);
  }

  @Override
  public Integer call() {
    try (LookupSource.Opened opened = open()) {
      for (String word : words(new Lookup(opened.jobCache()))) {
        if (word.startsWith(prefix) && HARMLESS.matcher(word).matches()) {
          command().getOut().println(word);
        }
      }
      command().getOut().flush();
    } catch (LookupSourceException | JobCacheUnavailableException | BadFilterException _) {
      // a shell that waits for a word is no place for a message
    }
    return ExitCode.OK.number();
  }

  private List<String> words(Lookup lookup)
      throws BadFilterException, JobCacheUnavailableException {
    return switch (kind) {
      case "jid" ->
          lookup.jobs(JobFilter.NONE, Optional.empty()).jobs().stream()
              .map(job -> job.jid().text())
              .toList();
      case "minion" ->
          lookup
              .minions(new MinionFilter(Optional.of(prefix + "*"), WORDS_MAX), Optional.empty())
              .items()
              .stream()
              .map(minion -> minion.id().text())
              .toList();
      default -> List.of();
    };
  }
}
