package dev.saltern.jobcache;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;

/// One minion's place in one job: the key of `salt_returns`. Sorts as the database does.
public record ReturnKey(Jid jid, MinionId id) implements Comparable<ReturnKey> {
  @Override
  public int compareTo(ReturnKey other) {
    int byJid = jid.compareTo(other.jid);
    return byJid != 0 ? byJid : id.compareTo(other.id);
  }
}
