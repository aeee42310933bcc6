package dev.saltern.localmaster;

import dev.saltern.job.Gap;
import dev.saltern.wire.BusEvent;

/// Who takes what the bus shows. Called by the tap's thread only, in the order of the bus.
///
/// Backpressure: a call may block. Meanwhile the tap goes on reading into memory, up to
/// [TapLimits#bufferBytes]; beyond that the master has to wait for us, which slows the whole bus
/// (3007) or gets us cut off (3006.11 and later). So a call waits for nothing but the local disk.
///
/// A call that throws anything else than InterruptedException is a fault of ours and ends the tap.
public interface BusHandler {
  /// An event, as fired at this master (those of cluster peers are left out).
  void event(BusEvent event) throws InterruptedException;

  /// A window in which events may have passed us.
  void gap(Gap gap) throws InterruptedException;
}
