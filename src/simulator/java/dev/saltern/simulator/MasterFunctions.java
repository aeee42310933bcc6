package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Tag;

/// What a master does once a request is open: the part in which a MoM and a syndic-level master
/// differ. Called by the master's own thread only.
interface MasterFunctions {
  /// The answer to a request in the clear other than `_auth`: `publish`, `ping`, ..
  Data clear(Data.Dict load);

  /// A request under a key; `nonce` and `tok` are gone from it. What it throws is logged, and
  /// answered by an empty text, as a stock master does.
  Answer encrypted(String cmd, Data.Dict load);

  /// An event of the master itself, such as `salt/auth`.
  void fire(Tag tag, Data.Dict data);
}
