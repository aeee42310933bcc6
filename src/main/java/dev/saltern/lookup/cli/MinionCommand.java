package dev.saltern.lookup.cli;

import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.HistoryFilter;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.Page;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `saltern minion ID` > [Lookup]: what one minion did, and what it did not answer.
@Command(
    name = "minion",
    description = "Show how a minion's jobs went, newest first, and what it has not answered.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  saltern minion web1",
      "  saltern minion web1 --failed --since 7d",
      "  saltern minion web1 --highstate",
      "  saltern minion web1 --unanswered"
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
final class MinionCommand extends LookupCommand {
  @Parameters(paramLabel = "ID", description = "The minion's id.")
  private String id = "";

  @Option(names = "--fun", paramLabel = "GLOB", description = "Only jobs of this function.")
  private @Nullable String fun;

  @Option(names = "--failed", description = "Only where it failed.")
  private boolean failed;

  @Option(
      names = "--all",
      description = "The noise of Salt's own tools too (saltutil.find_job and the like).")
  private boolean all;

  @Option(names = "--highstate", description = "Instead: its newest state run, in numbers.")
  private boolean highstate;

  @Option(
      names = "--unanswered",
      description = "Instead: jobs it should have answered and has not, and why.")
  private boolean unanswered;

  @Mixin private final TimeOptions times = new TimeOptions();
  @Mixin private final ListOptions list = new ListOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  MinionCommand(LookupCommands.Surroundings here) {
    super(here);
  }

  @Override
  public Integer call()
      throws LookupSourceException, JobCacheUnavailableException, Printer.ClosedException {
    MinionId minion =
        MinionId.parse(id)
            .orElseThrow(() -> wrong("expected the id of a minion, found '" + id + "'"));
    if (highstate && unanswered) {
      throw wrong("--highstate and --unanswered exclude each other");
    }
    try {
      HistoryFilter filter = HistoryFilter.parse(texts(), here.clock());
      return show(minion, filter).number();
    } catch (BadFilterException e) {
      throw wrong("--" + e.getMessage());
    }
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new HashMap<>();
    if (fun != null) {
      texts.put("fun", fun);
    }
    if (failed) {
      texts.put("failed", "true");
    }
    if (all) {
      texts.put("all", "true");
    }
    times.addTo(texts);
    list.addTo(texts);
    return texts;
  }

  private ExitCode show(MinionId minion, HistoryFilter filter)
      throws BadFilterException,
          LookupSourceException,
          JobCacheUnavailableException,
          Printer.ClosedException {
    if (unanswered) {
      return list(
          output,
          MinionFields.UNANSWERED,
          "unanswered jobs",
          lookup -> lookup.unanswered(minion, filter.limit(), list.after()),
          job -> MinionFields.of(minion, job));
    }
    if (highstate) {
      return list(
          output,
          MinionFields.HIGHSTATE,
          "state runs",
          lookup ->
              new Page<>(
                  lookup.highstate(minion).map(List::of).orElse(List.of()), Optional.empty()),
          MinionFields::of);
    }
    return list(
        output,
        MinionFields.ANSWERED,
        "returns",
        lookup -> {
          note(lookup, minion);
          return lookup.history(minion, filter, list.after());
        },
        MinionFields::of);
  }

  /// What else is worth knowing, on stderr.
  private void note(Lookup lookup, MinionId minion)
      throws BadFilterException, JobCacheUnavailableException {
    lookup.highstate(minion).ifPresent(run -> say(MinionFields.told(run)));
    var open = lookup.unanswered(minion, 1, Optional.empty()).items();
    if (!open.isEmpty()) {
      say("has not answered " + open.getFirst().jid() + "; all such jobs with --unanswered");
    }
  }
}
