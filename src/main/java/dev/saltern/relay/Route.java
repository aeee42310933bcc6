package dev.saltern.relay;

import dev.saltern.job.Jid;
import dev.saltern.returner.JobBook;
import dev.saltern.returner.JournalRecord;
import dev.saltern.spool.SpoolException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;

/// Which MoM a return is for: the one (or those) whose publication brought its job; where none did,
/// the one that the return's `master_id` names; else one of them, the same for all returns of a job
/// while it is there. Thread-safe.
///
/// Stock salt-syndic picks a random MoM for each flush where `master_id` is unset, so that a CLI
/// that waits at one of two MoMs misses half.
///
/// Each MoM's role reads the journal by itself, so each decides for itself what is its own. What
/// belongs to no MoM is always the first one's, in the order of preference for its job, however
/// that one is at the moment. Where all that come before it are down, another stands in; what it
/// has got taken, the first one leaves out later. That is remembered in memory: after a restart the
/// first one sends it again. So nothing is lost, and a return may go to two MoMs.
public final class Route {
  /// How many returns are remembered that another MoM than their own has got.
  static final int STOOD_IN_MAX = 100_000;

  /// Whose a return is, as one MoM sees it.
  enum Share {
    OWN,
    /// Another's, who is down.
    STANDS_IN,
    OTHERS
  }

  private final List<String> moms;
  private final JobBook book;
  private final boolean ordered;
  private final Predicate<String> down;
  private final LinkedHashSet<Long> stoodIn = new LinkedHashSet<>();

  /// @param moms the MoMs by name, in the order of `syndic_master`
  /// @param ordered whether `syndic_failover` is `ordered`: the first MoM gets what belongs to none
  /// @param down whether a MoM has been away for so long that another stands in for it
  public Route(List<String> moms, JobBook book, boolean ordered, Predicate<String> down) {
    this.moms = List.copyOf(moms);
    this.book = book;
    this.ordered = ordered;
    this.down = down;
  }

  /// Whether that MoM published the job.
  boolean published(Jid jid, String mom) throws SpoolException {
    return book.publishers(jid).contains(mom);
  }

  /// Whose a return is.
  ///
  /// @param position where it stands in the journal
  Share share(String mom, JournalRecord.Answer r, long position) throws SpoolException {
    List<String> publishers = book.publishers(r.jid()).stream().filter(moms::contains).toList();
    if (!publishers.isEmpty()) {
      return publishers.contains(mom) ? Share.OWN : Share.OTHERS;
    }
    String masterId = r.told().masterId();
    if (moms.contains(masterId)) {
      return masterId.equals(mom) ? Share.OWN : Share.OTHERS;
    }
    int first = ordered ? 0 : Math.floorMod(r.jid().text().hashCode(), moms.size());
    if (moms.get(first).equals(mom)) {
      return wasStoodIn(position) ? Share.OTHERS : Share.OWN;
    }
    for (int i = 0; i < moms.size(); i++) {
      String next = moms.get((first + i) % moms.size());
      if (!down.test(next)) {
        return next.equals(mom) ? Share.STANDS_IN : Share.OTHERS;
      }
    }
    return Share.OTHERS;
  }

  private boolean wasStoodIn(long position) {
    synchronized (stoodIn) {
      return stoodIn.contains(position);
    }
  }

  /// Another MoM than its own has got the return that stands there.
  void stoodIn(long position) {
    synchronized (stoodIn) {
      stoodIn.add(position);
      if (stoodIn.size() > STOOD_IN_MAX) {
        stoodIn.removeFirst();
      }
    }
  }
}
