package dev.saltern.relay;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Event;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.Return;
import dev.saltern.job.Unverified;
import dev.saltern.returner.JournalEntry;
import dev.saltern.returner.JournalRecord;
import dev.saltern.spool.SpoolException;
import dev.saltern.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A stretch of the journal as one MoM sees it: what of it goes up there. Confined to its role's
/// thread.
final class Stretch {
  private static final Logger log = LoggerFactory.getLogger(Stretch.class);

  private final String mom;
  private final MomForwarder.Policy policy;
  private final Releases releases;
  private final Verdicts verdicts;
  private final Outgoing outgoing;
  private final List<JournalRecord.Answer> published = new ArrayList<>();
  private final List<Long> standsIn = new ArrayList<>();

  Stretch(String mom, MomForwarder.Policy policy, Releases releases, Verdicts verdicts) {
    this.mom = mom;
    this.policy = policy;
    this.releases = releases;
    this.verdicts = verdicts;
    this.outgoing = new Outgoing(policy.cut());
  }

  Outgoing outgoing() {
    return outgoing;
  }

  void collect(List<JournalEntry> entries) throws SpoolException {
    for (JournalEntry entry : entries) {
      switch (entry.record()) {
        case JournalRecord.Answer r when OwnTraffic.isProbe(r.jid()) -> {
          // A find_job of our own concerns no MoM.
        }
        case JournalRecord.Answer r -> collect(r, entry.position());
        case JournalRecord.Opened(Arrival arrival) -> collect(arrival);
      }
    }
  }

  private void collect(Arrival arrival) throws SpoolException {
    if (OwnTraffic.isProbe(arrival)) {
      return;
    }
    switch (arrival) {
      case Event event -> {
        Optional<Jid> digest = OwnTraffic.digested(event.tag());
        boolean goesUp =
            digest.isPresent()
                ? policy.route().published(digest.get(), mom)
                : policy.events().goesUp(event);
        if (goesUp) {
          outgoing.event(event);
        }
      }
      case Load load -> {
        // The MoM has the load of its own jobs, and gets that of others with their first return.
        if (!load.expected().isEmpty()) {
          releases.expected(load);
        }
      }
      case Return _, Completion _, Unverified _, Gap _ -> {
        // What this node found out itself is for the job cache; a MoM gets digests.
      }
    }
  }

  /// Opens the return only where it goes up.
  private void collect(JournalRecord.Answer r, long position) throws SpoolException {
    boolean known = policy.route().published(r.jid(), mom);
    boolean goesUp =
        switch (policy.returns().of(r.told().fun(), r.source(), known)) {
          case UP -> true;
          case IF_AWAITED -> releases.awaits(r.jid(), r.minion());
          case STAYS -> false;
        };
    if (!goesUp) {
      verdicts.stays();
      return;
    }
    Route.Share share = policy.route().share(mom, r, position);
    if (share == Route.Share.OTHERS) {
      verdicts.others();
      return;
    }
    try {
      outgoing.returned(r.open(), known);
    } catch (WireException e) {
      log.atWarn()
          .addKeyValue("mom", mom)
          .addKeyValue("jid", r.jid())
          .addKeyValue("minion", r.minion())
          .log("a return cannot be opened and does not go up: {}", e.getMessage());
      verdicts.stays();
      return;
    }
    if (share == Route.Share.STANDS_IN) {
      verdicts.standsIn();
      standsIn.add(position);
    } else {
      verdicts.up();
    }
    if (known && policy.returns().watches()) {
      published.add(r);
    }
  }

  /// The MoM has got all of it.
  void delivered() {
    published.forEach(r -> releases.sent(r.jid(), r.minion()));
    standsIn.forEach(policy.route()::stoodIn);
  }
}
