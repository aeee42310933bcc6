package dev.saltern.returner;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Event;
import dev.saltern.job.Functions;
import dev.saltern.job.Gap;
import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.Return;
import dev.saltern.job.Unverified;
import dev.saltern.wire.WireException;
import java.util.List;
import java.util.function.Predicate;

/// The [StoreFilter] of a site: functions that are never stored, events by their tags as the stock
/// `event_return_whitelist` and `event_return_blacklist` judge them, and [Redaction] of what is
/// stored. Immutable, thread-safe.
///
/// An event that says what a row already says is left out: the list of minions a master fires under
/// the jid alone.
public final class StoreRules implements StoreFilter {
  private static final Verdict.Skip FUNCTION = new Verdict.Skip("function");
  private static final Verdict.Skip TAG = new Verdict.Skip("tag");
  private static final Verdict.Skip LISTED = new Verdict.Skip("listed");

  /// Which events are stored: those that match one of `only` (all where it is empty) and none of
  /// `never`; globs over tags.
  public record Events(List<Glob> only, List<Glob> never) {
    public Events {
      only = List.copyOf(only);
      never = List.copyOf(never);
    }

    boolean keeps(String tag) {
      return (only.isEmpty() || any(only, tag)) && !any(never, tag);
    }
  }

  private final List<Glob> neverStored;
  private final Events events;
  private final Redaction redaction;

  /// @param neverStored globs of functions of which neither load nor return nor event is stored
  public StoreRules(List<Glob> neverStored, Events events, Redaction redaction) {
    this.neverStored = List.copyOf(neverStored);
    this.events = events;
    this.redaction = redaction;
  }

  @Override
  public Verdict judge(JournalRecord record) throws WireException {
    return switch (record) {
      case JournalRecord.Answer answer when never(answer.told().fun()) -> FUNCTION;
      case JournalRecord.Answer answer when redaction.touches(answer.told().fun()) ->
          keep(redaction.apply(answer.open()));
      case JournalRecord.Answer _ -> new Verdict.Keep(record);
      case JournalRecord.Opened(Arrival arrival) -> judge(arrival);
    };
  }

  private Verdict judge(Arrival arrival) throws WireException {
    return switch (arrival) {
      case Load load when never(load.fun()) -> FUNCTION;
      // Fired before the load proper, which tells of the same minions and of the function besides:
      // without that nobody knows whether it may be stored.
      case Load load when load.fun().isEmpty() && !neverStored.isEmpty() -> FUNCTION;
      case Load load -> keep(redaction.apply(load));
      case Return answer -> judge(JournalRecord.of(answer));
      case Event event -> judge(event);
      case Completion completion -> keep(completion);
      case Unverified unverified -> keep(unverified);
      case Gap gap -> keep(gap);
    };
  }

  private Verdict judge(Event event) {
    String tag = event.tag().text();
    if (never(Functions.joined(event.data().get("fun")))) {
      return FUNCTION;
    }
    if (event.data().get("minions").isPresent() && Jid.parse(tag).isPresent()) {
      return LISTED;
    }
    return events.keeps(tag) ? keep(redaction.apply(event)) : TAG;
  }

  /// Whether a function is never stored; of several functions, whether all are.
  private boolean never(String fun) {
    Predicate<String> matches = name -> any(neverStored, name);
    return !fun.isEmpty() && List.of(fun.split(",", -1)).stream().allMatch(matches);
  }

  private static boolean any(List<Glob> globs, String text) {
    return globs.stream().anyMatch(glob -> glob.matches(text));
  }

  private static Verdict keep(Arrival arrival) {
    return new Verdict.Keep(JournalRecord.of(arrival));
  }
}
