package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/// Which jobs were published here of late, so that one that two MoMs publish goes down once, and
/// one that goes round in a circle of masters does not go on for ever. Bounded. Confined to its
/// role's thread.
///
/// The same jid for other minions is another matter: asynchronous batches do that.
final class Repeats {
  /// The jobs remembered; beyond, the oldest is forgotten.
  static final int JOBS_MAX = 10_000;

  /// How often a MoM may publish the very same within [#WINDOW].
  static final int TIMES_MAX = 3;

  static final Duration WINDOW = Duration.ofSeconds(10);

  /// What a publication is besides those before.
  enum Kind {
    /// To be published.
    NEW,
    /// Published already for another MoM.
    OTHER_MOM,
    /// Comes back again and again.
    CIRCLE
  }

  private static final class Published {
    final int content;
    final Set<String> moms = new HashSet<>();
    Instant since;
    int times;

    Published(int content, Instant since) {
      this.content = content;
      this.since = since;
    }
  }

  private final LinkedHashMap<Jid, Published> recent = new LinkedHashMap<>();

  Kind judge(Jid jid, String mom, Data.Dict publication, Instant now) {
    Published before = recent.get(jid);
    if (before == null || before.content != content(publication)) {
      return Kind.NEW;
    }
    if (before.moms.add(mom)) {
      return Kind.OTHER_MOM;
    }
    boolean soon = now.isBefore(before.since.plus(WINDOW));
    return soon && before.times >= TIMES_MAX ? Kind.CIRCLE : Kind.NEW;
  }

  /// The local master has published it.
  void published(Jid jid, String mom, Data.Dict publication, Instant now) {
    int content = content(publication);
    Published job = recent.get(jid);
    if (job == null || job.content != content) {
      job = new Published(content, now);
      recent.putLast(jid, job);
      if (recent.size() > JOBS_MAX) {
        recent.pollFirstEntry();
      }
    }
    if (!now.isBefore(job.since.plus(WINDOW))) {
      job.since = now;
      job.times = 0;
    }
    job.moms.add(mom);
    job.times++;
  }

  private static int content(Data.Dict publication) {
    return List.of("tgt", "tgt_type", "fun", "arg").stream()
        .map(publication::get)
        .toList()
        .hashCode();
  }
}
