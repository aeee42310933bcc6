package dev.saltern.upstream;

import dev.saltern.job.Data;

/// Who takes what a MoM publishes. Called by the subscriber's thread; while a call blocks, the MoM
/// holds up to its high-water mark for us.
@FunctionalInterface
public interface PublicationHandler {
  /// A publication, its signature verified, decrypted, its serial newer than the last.
  ///
  /// @param mom the MoM's name in `syndic_master`
  void publication(String mom, Data.Dict load) throws InterruptedException;
}
