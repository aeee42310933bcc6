package dev.saltern.relay;

import dev.saltern.job.Jid;
import dev.saltern.job.Return;
import dev.saltern.returner.JobBook;
import dev.saltern.spool.SpoolException;
import java.util.List;

/// Which MoM a return is for: the one (or those) whose publication brought its job; where none did,
/// the one that the return's `master_id` names; else one of them, the same for all returns of a
/// job. Immutable but for the job book.
///
/// Stock salt-syndic picks a random MoM for each flush where `master_id` is unset, so that a CLI
/// that waits at one of two MoMs misses half.
public final class Route {
  private final List<String> moms;
  private final JobBook book;
  private final boolean ordered;

  /// @param moms the MoMs by name, in the order of `syndic_master`
  /// @param ordered whether `syndic_failover` is `ordered`: the first MoM gets what belongs to none
  public Route(List<String> moms, JobBook book, boolean ordered) {
    this.moms = List.copyOf(moms);
    this.book = book;
    this.ordered = ordered;
  }

  /// Whether that MoM published the job.
  boolean published(Jid jid, String mom) throws SpoolException {
    return book.publishers(jid).contains(mom);
  }

  /// Whether a return is for that MoM.
  boolean leadsTo(String mom, Return r) throws SpoolException {
    List<String> publishers = book.publishers(r.jid()).stream().filter(moms::contains).toList();
    if (!publishers.isEmpty()) {
      return publishers.contains(mom);
    }
    String masterId = r.body().text("master_id").orElse("");
    if (moms.contains(masterId)) {
      return masterId.equals(mom);
    }
    int one = ordered ? 0 : Math.floorMod(r.jid().text().hashCode(), moms.size());
    return moms.get(one).equals(mom);
  }
}
