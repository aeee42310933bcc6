/// The stock salt-master beside us, as a client of it sees it: its files (read, never written), its
/// event bus, its publish request.
///
/// Start reading at [MasterConfig]: what Salt already knows is read there from the master's and the
/// minion's own files, and nothing else in this room opens them. The rest hangs on it:
///
/// - [EventTap] reads the bus, and says which windows of time it may have missed ([Gap]);
/// - [JobDirectory] reads the master's own job cache for such a window;
/// - [PublishClient] hands a job down, with the [RootKey] the master left for its user;
/// - [EventPush] fires an event; [AcceptedMinions] lists whose key is accepted.
///
/// Two flows pass here: down `relay > PublishClient ═req═> salt-master`, up `salt-master ═bus═>
/// EventTap > relay`, and `JobDirectory > relay` where the bus had a gap.
@NullMarked
package dev.saltern.localmaster;

import org.jspecify.annotations.NullMarked;
