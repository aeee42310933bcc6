package dev.saltern.upstream;

import dev.saltern.job.Data;

/// Who takes what a MoM publishes. Called by a thread that does nothing else for this MoM; while a
/// call blocks, [Inbox#MESSAGES_MAX] publications wait, and more are dropped.
@FunctionalInterface
public interface PublicationHandler {
  /// A publication, its signature verified, decrypted, its serial newer than the last.
  ///
  /// @param mom the MoM's name in `syndic_master`
  void publication(String mom, Data.Dict load) throws InterruptedException;
}
