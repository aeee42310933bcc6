package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.localmaster.PublishAnswer;
import dev.saltern.localmaster.PublishRequest;
import dev.saltern.relay.OpenJob.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Down: `JobProgress > Inquiry > localmaster.PublishClient`. Asks the minions of a job by
/// `saltutil.find_job` whether they still run it, under jids of its own ([OwnTraffic#probe]), and
/// gathers the answers. Confined to its role's thread.
final class Inquiry {
  /// The most ids of one publication.
  static final int IDS_MAX = 1000;

  /// Minions that were asked about a job.
  private static final class Asking {
    final OpenJob job;
    final Set<MinionId> asked = new HashSet<>();
    final Map<MinionId, Standing> answers = new HashMap<>();
    final List<Jid> probes = new ArrayList<>();
    Instant until = Instant.MIN;

    Asking(OpenJob job) {
      this.job = job;
    }
  }

  private final Duration gather;
  private final InstantSource clock;
  private final Map<Jid, Asking> byProbe = new HashMap<>();
  private final Deque<Asking> out = new ArrayDeque<>();
  private Instant lastProbe = Instant.EPOCH;

  /// @param gather how long answers are waited for (`gather_job_timeout`)
  Inquiry(Duration gather, InstantSource clock) {
    this.gather = gather;
    this.clock = clock;
  }

  /// Asks these minions, in as many publications as it takes; why it could not, where it could not
  /// ask all of them.
  Optional<String> ask(JobForwarder.Way way, OpenJob job, List<MinionId> minions) {
    var asking = new Asking(job);
    Optional<String> trouble = Optional.empty();
    for (int from = 0; from < minions.size() && trouble.isEmpty(); from += IDS_MAX) {
      List<MinionId> some = minions.subList(from, Math.min(minions.size(), from + IDS_MAX));
      Jid probe = nextProbe();
      trouble = trouble(way.publish(request(probe, job.jid(), some)));
      if (trouble.isEmpty()) {
        asking.asked.addAll(some);
        asking.probes.add(probe);
        byProbe.put(probe, asking);
      }
    }
    if (!asking.asked.isEmpty()) {
      asking.until = clock.instant().plus(gather);
      out.add(asking);
      job.asked();
    }
    return trouble;
  }

  private static Optional<String> trouble(PublishAnswer answer) {
    return switch (answer) {
      case PublishAnswer.Published _, PublishAnswer.NoMatch _ -> Optional.empty();
      case PublishAnswer.Refused(String name, String message) -> Optional.of(name + " " + message);
      case PublishAnswer.Garbled(String why) -> Optional.of(why);
      case PublishAnswer.Unreachable(String why) -> Optional.of(why);
    };
  }

  /// `nocache`: the local master need not keep the answers.
  private PublishRequest request(Jid probe, Jid about, List<MinionId> minions) {
    return new PublishRequest(
        Data.of(minions),
        "list",
        new Data.Text(Narrowing.FIND_JOB),
        new Data.Seq(List.of(Data.of(about))),
        "",
        probe.text(),
        gather,
        Data.dict("nocache", true));
  }

  private Jid nextProbe() {
    Instant now = clock.instant();
    lastProbe = now.isAfter(lastProbe) ? now : lastProbe.plusNanos(1000);
    return OwnTraffic.probe(lastProbe);
  }

  /// A return to one of our find_jobs. An error counts as "does not run", as a waiting CLI takes
  /// it.
  void answered(Return r) {
    Asking asking = byProbe.get(r.jid());
    if (asking != null) {
      boolean running =
          r.retcode() == 0 && r.value() instanceof Data.Dict d && !d.entries().isEmpty();
      asking.answers.put(r.minion(), running ? Standing.RUNNING : Standing.NOT_RUNNING);
    }
  }

  /// The jobs whose minions have had their time to answer; each knows of its minions what they
  /// said.
  List<OpenJob> settle(Instant now) {
    var done = new ArrayList<OpenJob>();
    while (!out.isEmpty() && !now.isBefore(out.element().until)) {
      Asking asking = out.remove();
      asking.probes.forEach(byProbe::remove);
      for (MinionId id : asking.asked) {
        Standing silent =
            asking.job.standing(id) == Standing.SILENT ? Standing.NO_ANSWER : Standing.SILENT;
        asking.job.set(id, asking.answers.getOrDefault(id, silent));
      }
      done.add(asking.job);
    }
    return done;
  }
}
