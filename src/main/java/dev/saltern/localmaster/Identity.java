package dev.saltern.localmaster;

import dev.saltern.job.MinionId;

/// Who the node is. Immutable.
///
/// @param masterId the `id` of the local master: by default the minion id and `_master`
/// @param syndicId the id the node signs in with at a MoM: that of the minion file
/// @param user the user the master runs as: its root key is `.<user>_key`
public record Identity(String masterId, MinionId syndicId, String user) {
  public Identity {
    if (masterId.isEmpty() || user.isEmpty() || user.contains("/")) {
      throw new IllegalArgumentException("a master has an id and a user that is a plain name");
    }
  }
}
