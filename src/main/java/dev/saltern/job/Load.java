package dev.saltern.job;

import java.util.List;

/// A job as published: what was asked of whom. Several may arrive for one jid (the publication, the
/// master's `salt/job/<jid>/new`); the richer one is kept. Immutable.
///
/// @param body the publish load: `fun`, `arg`, `tgt`, `tgt_type`, `user`, .. (may be empty where
///   only the minions are told)
/// @param mom the name of the MoM whose publication brought it; empty for a job of the local master
/// @param expected the minions the local master expects to answer; empty where not yet known
/// @param source where it was seen
public record Load(Jid jid, Data.Dict body, String mom, List<MinionId> expected, Source source)
    implements Arrival {
  public Load {
    expected = List.copyOf(expected);
  }

  /// The function, comma-joined for a job of several; empty where the body has none.
  public String fun() {
    return Functions.joined(body.get("fun"));
  }
}
