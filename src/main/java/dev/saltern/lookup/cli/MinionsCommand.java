package dev.saltern.lookup.cli;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.MinionFilter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `saltern minions` > [Lookup]: who has returned something, and how it went last.
@Command(
    name = "minions",
    description = "List minions with their newest return and their newest state run.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  saltern minions",
      "  saltern minions --minion 'web*' --out wide",
      "  saltern minions --limit 1000 --out name"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      LookupCommand.USAGE,
      LookupCommand.NOTHING,
      LookupCommand.UNAVAILABLE,
      LookupCommand.INTERNAL,
      LookupCommand.REFUSED,
      LookupCommand.CONFIG
    })
final class MinionsCommand extends LookupCommand {
  @Option(
      names = "--minion",
      paramLabel = "GLOB",
      description = "Only minions whose id matches, e.g. 'web*'.")
  private @Nullable String minion;

  @Mixin private final ListOptions list = new ListOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  MinionsCommand(LookupCommands.Surroundings here) {
    super(here);
  }

  @Override
  public Integer call()
      throws LookupSourceException, JobCacheUnavailableException, Printer.ClosedException {
    Map<String, String> texts = new HashMap<>();
    if (minion != null) {
      texts.put("minion", minion);
    }
    list.addTo(texts);
    try {
      MinionFilter filter = MinionFilter.parse(texts);
      return list(
              output,
              MinionFields.MINION,
              "minions",
              lookup -> lookup.minions(filter, list.after()),
              MinionFields::of)
          .number();
    } catch (BadFilterException e) {
      throw wrong("--" + e.getMessage());
    }
  }
}
