package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A `salt` command at a MoM that publishes a job and waits for its minions as the stock one does
/// (`get_iter_returns` in salt/client/__init__.py, with `order_masters`): it learns whom to expect
/// from the syndics' events, asks those that are missing with `saltutil.find_job` after its
/// timeout, and goes on while some minion says that it works on the job. One run a thread;
/// immutable.
public final class WaitingSalt {
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final FakeMom mom;
  private final Patience patience;

  /// How long it waits.
  ///
  /// @param timeout for returns, before it asks, and for a minion that is at work
  /// @param gather for answers to `saltutil.find_job` (`gather_job_timeout`)
  /// @param syndicWait for syndics to say whom they expect (`syndic_wait`)
  public record Patience(Duration timeout, Duration gather, Duration syndicWait) {
    /// Salt's defaults.
    public static final Patience DEFAULT =
        new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(5));
  }

  /// What its user sees.
  ///
  /// @param returns what each minion returned, as the MoM had it
  /// @param missing who did not return
  /// @param probes the find_jobs it published, by their jids
  public record Outcome(
      Jid jid, Map<MinionId, Data.Dict> returns, Set<String> missing, List<Jid> probes) {}

  public WaitingSalt(FakeMom mom, Patience patience) {
    this.mom = mom;
    this.patience = patience;
  }

  /// Publishes the job and waits; blocks the calling thread.
  public Outcome run(Job job) throws InterruptedException {
    long seen = mom.received().eventsEver();
    Job waiting = job.waiting(Math.toIntExact(Math.max(1, patience.timeout.toSeconds())));
    Jid jid = mom.publish(waiting);
    Set<String> expected = new TreeSet<>();
    mom.matches(job).forEach(id -> expected.add(id.text()));
    return new Waiting(jid, expected, seen).run();
  }

  /// One wait.
  private final class Waiting {
    private final Jid jid;
    private final Set<String> expected;
    private final Pattern ours;
    private final Map<MinionId, Data.Dict> returns = new TreeMap<>();
    private final Set<String> found = new HashSet<>();
    private final Map<String, Long> until = new HashMap<>();
    private final List<Jid> probes = new ArrayList<>();
    private final long syndicsUntil = in(patience.syndicWait);
    private long askAt = in(patience.timeout);
    private long seen;

    /// Whether some minion may be at work; at first, to ask at least once.
    private boolean working = true;

    Waiting(Jid jid, Set<String> expected, long seen) {
      this.jid = jid;
      this.expected = expected;
      this.seen = seen;
      this.ours = Pattern.compile("(salt/job|syndic/.*)/" + jid);
    }

    Outcome run() throws InterruptedException {
      while (true) {
        for (Event event : news()) {
          heard(event);
        }
        long now = System.nanoTime();
        boolean all = found.containsAll(expected);
        if (all && !expected.isEmpty() && now - syndicsUntil > 0) {
          break;
        }
        for (String id : missing()) {
          until.computeIfAbsent(id, _ -> in(patience.timeout));
        }
        if (now - askAt > 0 && working) {
          ask();
        }
        long current = System.nanoTime();
        if (current - askAt > 0
            && !working
            && missing().stream().allMatch(id -> current - until.getOrDefault(id, 0L) >= 0)) {
          break;
        }
        Thread.sleep(LOOK_EVERY);
      }
      return new Outcome(jid, returns, missing(), probes);
    }

    private List<Event> news() {
      List<Event> news = mom.received().eventsSince(seen);
      seen += news.size();
      return news;
    }

    private void heard(Event event) {
      String tag = event.tag().text();
      if (ours.matcher(tag).find()) {
        ofOurJob(event);
      } else if (!probes.isEmpty() && tag.startsWith("salt/job/" + probes.getLast() + "/")) {
        ofProbe(event.data());
      }
    }

    private void ofOurJob(Event event) {
      Optional<List<Data>> minions = event.data().list("minions");
      if (minions.isPresent()) {
        minions.get().forEach(id -> id.asText().ifPresent(expected::add));
        return;
      }
      if (event.tag().text().startsWith("salt/job/" + jid + "/ret/")
          && event.data().get("return").isPresent()) {
        MinionId id = new MinionId(event.data().text("id").orElseThrow());
        found.add(id.text());
        returns.putIfAbsent(id, event.data());
      }
    }

    /// A minion that says it works on the job is given another timeout.
    private void ofProbe(Data.Dict answer) {
      Optional<Data.Dict> running = answer.dict("return").filter(r -> !r.entries().isEmpty());
      if (running.isPresent()) {
        String id = answer.text("id").orElseThrow();
        expected.add(id);
        until.put(id, in(patience.timeout));
        working = true;
      }
    }

    private void ask() {
      working = false;
      Job findJob = Job.of("saltutil.find_job", "", jid.text()).onList(List.copyOf(missing()));
      int wait = Math.toIntExact(Math.max(1, patience.gather.toSeconds()));
      probes.add(mom.publish(findJob.waiting(wait)));
      askAt = in(patience.gather.plus(patience.syndicWait));
    }

    private Set<String> missing() {
      Set<String> missing = new TreeSet<>(expected);
      missing.removeAll(found);
      return missing;
    }
  }

  private static long in(Duration wait) {
    return System.nanoTime() + wait.toNanos();
  }
}
