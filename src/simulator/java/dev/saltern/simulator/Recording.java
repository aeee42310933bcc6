package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What a MoM has got from below since it was made, over restarts. Thread-safe.
public final class Recording {
  /// How many events, and how many requests, are kept; older ones are forgotten.
  static final int KEPT_MAX = 200_000;

  private final Map<Jid, Map<MinionId, List<Data.Dict>>> returns = new LinkedHashMap<>();
  private final Map<Jid, Map<MinionId, Set<String>>> expected = new LinkedHashMap<>();
  private final Map<Jid, List<Data.Dict>> loads = new LinkedHashMap<>();
  private final List<Event> events = new ArrayList<>();
  private final List<Asked> requests = new ArrayList<>();
  private long eventsEver;

  /// One request that was carried out.
  ///
  /// @param cmd its command
  /// @param load all of it
  public record Asked(String cmd, Data.Dict load) {}

  synchronized void request(String cmd, Data.Dict load) {
    add(requests, new Asked(cmd, load));
  }

  synchronized void event(Tag tag, Data.Dict data) {
    add(events, new Event(tag, data));
    eventsEver++;
  }

  synchronized void load(Jid jid, Data.Dict load) {
    loads.computeIfAbsent(jid, _ -> new ArrayList<>()).add(load);
  }

  synchronized void returned(Jid jid, MinionId minion, Data.Dict body) {
    returns
        .computeIfAbsent(jid, _ -> new TreeMap<>())
        .computeIfAbsent(minion, _ -> new ArrayList<>())
        .add(body);
  }

  synchronized void expects(Jid jid, MinionId syndic, List<Data> minions) {
    Set<String> ids =
        expected
            .computeIfAbsent(jid, _ -> new TreeMap<>())
            .computeIfAbsent(syndic, _ -> new LinkedHashSet<>());
    minions.forEach(minion -> minion.asText().ifPresent(ids::add));
  }

  /// Who has returned a job, and how often.
  public synchronized Map<MinionId, Integer> returnsOf(Jid jid) {
    Map<MinionId, Integer> counts = new TreeMap<>();
    returns.getOrDefault(jid, Map.of()).forEach((id, bodies) -> counts.put(id, bodies.size()));
    return counts;
  }

  /// What one minion returned first to a job, as the MoM rebuilds it.
  public synchronized Optional<Data.Dict> returnOf(Jid jid, MinionId minion) {
    List<Data.Dict> bodies = returns.getOrDefault(jid, Map.of()).getOrDefault(minion, List.of());
    return bodies.isEmpty() ? Optional.empty() : Optional.of(bodies.getFirst());
  }

  /// All returns of all jobs, each delivery counted.
  public synchronized int returnsInAll() {
    return returns.values().stream().flatMap(m -> m.values().stream()).mapToInt(List::size).sum();
  }

  /// The jobs somebody has returned, in the order of their first return.
  public synchronized List<Jid> jobs() {
    return List.copyOf(returns.keySet());
  }

  /// Whom each syndic expects to answer a job, as its events said.
  public synchronized Map<MinionId, Set<String>> expectedOf(Jid jid) {
    Map<MinionId, Set<String>> copy = new TreeMap<>();
    expected.getOrDefault(jid, Map.of()).forEach((id, ids) -> copy.put(id, Set.copyOf(ids)));
    return copy;
  }

  /// The loads that came up with returns of a job.
  public synchronized List<Data.Dict> loadsOf(Jid jid) {
    return List.copyOf(loads.getOrDefault(jid, List.of()));
  }

  /// The events on the MoM's bus, in order, each also under its `syndic/<id>` tag.
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /// How many events there were, forgotten ones too.
  public synchronized long eventsEver() {
    return eventsEver;
  }

  /// The events after the first so many, in order.
  public synchronized List<Event> eventsSince(long number) {
    long news = Math.clamp(eventsEver - number, 0, events.size());
    return List.copyOf(events.subList(events.size() - (int) news, events.size()));
  }

  /// The events with this very tag.
  public synchronized List<Event> eventsTagged(String tag) {
    return events.stream().filter(event -> event.tag().text().equals(tag)).toList();
  }

  /// The starts that nodes and syndics have told of (`salt/syndic/<id>/start`), by id, each
  /// counted.
  public synchronized Map<String, Integer> starts() {
    Map<String, Integer> counts = new TreeMap<>();
    for (Event event : events) {
      List<String> parts = event.tag().parts();
      if (parts.size() == 4 && parts.get(1).equals("syndic") && parts.get(3).equals("start")) {
        counts.merge(parts.get(2), 1, Integer::sum);
      }
    }
    return counts;
  }

  /// The requests with this command, in order.
  public synchronized List<Data.Dict> requests(String cmd) {
    return requests.stream().filter(r -> r.cmd.equals(cmd)).map(Asked::load).toList();
  }

  /// Forgets all it has, but for how many events there were: for runs too long to keep everything.
  public synchronized void forget() {
    returns.clear();
    expected.clear();
    loads.clear();
    events.clear();
    requests.clear();
  }

  private static <T> void add(List<T> list, T item) {
    if (list.size() >= KEPT_MAX) {
      list.subList(0, KEPT_MAX / 2).clear();
    }
    list.add(item);
  }
}
