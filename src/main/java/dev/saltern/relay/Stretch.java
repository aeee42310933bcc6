package dev.saltern.relay;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Event;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.Return;
import dev.saltern.returner.Arrived;
import dev.saltern.spool.SpoolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A stretch of the journal as one MoM sees it: what of it goes up there. Confined to its role's
/// thread.
final class Stretch {
  private final String mom;
  private final MomForwarder.Policy policy;
  private final Releases releases;
  private final Verdicts verdicts;
  private final Outgoing outgoing;
  private final List<Return> published = new ArrayList<>();
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

  void collect(List<Arrived> entries) throws SpoolException {
    for (Arrived entry : entries) {
      collect(entry.arrival(), entry.position());
    }
  }

  private void collect(Arrival arrival, long position) throws SpoolException {
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
      case Return r -> collect(r, position);
      case Load load -> {
        // The MoM has the load of its own jobs, and gets that of others with their first return.
        if (!load.expected().isEmpty()) {
          releases.expected(load);
        }
      }
      case Completion _, Gap _ -> {
        // What this node found out itself is for the job cache; a MoM gets digests.
      }
    }
  }

  private void collect(Return r, long position) throws SpoolException {
    boolean known = policy.route().published(r.jid(), mom);
    boolean goesUp =
        switch (policy.returns().of(r, known)) {
          case UP -> true;
          case IF_AWAITED -> releases.awaits(r);
          case STAYS -> false;
        };
    if (!goesUp) {
      verdicts.stays();
      return;
    }
    switch (policy.route().share(mom, r, position)) {
      case OWN -> {
        verdicts.up();
        outgoing.returned(r, known);
      }
      case STANDS_IN -> {
        verdicts.standsIn();
        outgoing.returned(r, known);
        standsIn.add(position);
      }
      case OTHERS -> {
        verdicts.others();
        return;
      }
    }
    if (known && policy.returns().watches()) {
      published.add(r);
    }
  }

  /// The MoM has got all of it.
  void delivered() {
    published.forEach(releases::sent);
    standsIn.forEach(policy.route()::stoodIn);
  }
}
