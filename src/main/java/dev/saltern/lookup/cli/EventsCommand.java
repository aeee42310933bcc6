package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.jobcache.EventLookup.StoredEvent;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.EventFilter;
import dev.saltern.lookup.EventTail;
import dev.saltern.lookup.Lookup;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `saltern events` > [Lookup]: events as they were on the masters' buses, kept or as they come.
@Command(
    name = "events",
    description = "List the events that are kept, newest first, or show them as they come.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  saltern events --tag 'salt/minion/*/start' --since 1d",
      "  saltern events --follow --tag 'salt/job/*' --out jsonl"
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
final class EventsCommand extends LookupCommand {
  static final RecordShape SHAPE =
      RecordShape.of("tag", List.of("stamp", "tag", "master", "data"), List.of("id", "node"));

  private static final Duration LOOK = Duration.ofSeconds(1);

  @Option(
      names = "--tag",
      paramLabel = "GLOB",
      description = "Events whose tag matches, e.g. 'salt/job/*'.")
  private @Nullable String tag;

  @Option(
      names = {"-f", "--follow"},
      description = "Show events as they are stored from now on, oldest first, until interrupted.")
  private boolean follow;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      converter = FollowOptions.TimeConverter.class,
      description = "With --follow: end after this time, e.g. 90, 10m or 1h.")
  private @Nullable Duration timeout;

  @Mixin private final TimeOptions times = new TimeOptions();
  @Mixin private final ListOptions list = new ListOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  EventsCommand(LookupCommands.Surroundings here) {
    super(here);
  }

  @Override
  public Integer call()
      throws LookupSourceException, JobCacheUnavailableException, Printer.ClosedException {
    Map<String, String> texts = new HashMap<>();
    if (tag != null) {
      texts.put("tag", tag);
    }
    times.addTo(texts);
    list.addTo(texts);
    if (follow && (texts.size() > (tag == null ? 0 : 1) || list.after().isPresent())) {
      throw wrong("--follow begins now: of the filters only --tag goes with it");
    }
    if (timeout != null && !follow) {
      throw wrong("--timeout goes with --follow");
    }
    try {
      EventFilter filter = EventFilter.parse(texts, here.clock());
      ExitCode ended =
          follow
              ? follow(filter)
              : list(
                  output,
                  SHAPE,
                  "events",
                  lookup -> lookup.events(filter, list.after()),
                  EventsCommand::fields);
      return ended.number();
    } catch (BadFilterException e) {
      throw wrong("--" + e.getMessage());
    }
  }

  private ExitCode follow(EventFilter filter)
      throws BadFilterException,
          LookupSourceException,
          JobCacheUnavailableException,
          Printer.ClosedException {
    try (LookupSource.Opened opened = open();
        OutputOptions.Output to = output.open(command())) {
      Style style = output.style(here.terminal(), false);
      Records records = output.records(to.printer(), style, SHAPE, command());
      EventTail tail = new Lookup(opened.jobCache()).tail(filter, Optional.empty());
      Instant begun = here.clock().instant();
      boolean away = false;
      records.begin();
      to.printer().flush();
      while (timeout == null || here.clock().instant().isBefore(begun.plus(timeout))) {
        try {
          List<StoredEvent> events = tail.next();
          if (away) {
            say("The job cache is back.");
            away = false;
          }
          print(events, records, to.printer());
          if (events.size() == EventTail.EVENTS_MAX) {
            continue;
          }
        } catch (JobCacheUnavailableException e) {
          if (!away) {
            say("The job cache cannot be reached, waiting for it: " + e.getMessage());
          }
          away = true;
        }
        here.pause().sleep(LOOK);
      }
      records.end();
      to.printer().flush();
      return away ? ExitCode.UNAVAILABLE : ExitCode.OK;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    }
  }

  private static void print(List<StoredEvent> events, Records records, Printer printer)
      throws Printer.ClosedException {
    for (StoredEvent event : events) {
      records.record(fields(event));
    }
    records.settle();
    printer.flush();
  }

  private static Data.Dict fields(StoredEvent event) {
    return Data.dict(
        "stamp", event.stamp().toString(),
        "tag", event.tag(),
        "master", event.masterId(),
        "data", event.data(),
        "id", event.id(),
        "node", event.node());
  }
}
