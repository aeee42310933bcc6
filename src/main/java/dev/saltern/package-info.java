/// The house. What stands in this package is used by every room and uses none. Start reading here.
///
/// **Down**: a job of the master of masters (MoM) on its way to the minions. `upstream > relay >
/// localmaster`
///
/// ```
/// MoM ═pub═> upstream.Upstream > relay.JobForwarder > localmaster.PublishClient ═req═> salt-master ═pub═> minions
///                                     └> returner.Journal        (the load is kept before its first return)
/// ```
///
/// **Up**: what the minions return, and the events a MoM wants. `localmaster > relay > upstream`
///
/// ```
/// minions ═req═> salt-master ═bus═> localmaster.EventTap > relay.ArrivalSorter > returner.Journal     (on disk)
///   returner.Journal > relay.MomForwarder > upstream.Upstream ═req═> MoM                    (one reader a MoM)
/// ```
///
/// **Keep**: `relay > returner > spool > jobcache`
///
/// ```
/// returner.Journal > returner.Drain > jobcache.mysql.MySqlJobCache ═sql═> MySQL       (the reader "mysql")
/// ```
///
/// **Gap**: what the bus showed while we were not there, and the whole of what it cut. `localmaster
/// > relay > returner`
///
/// ```
/// localmaster.JobDirectory > relay.GapFiller > returner.Journal
/// ```
///
/// **Find**: `lookup > jobcache`
///
/// ```
/// lookup.cli | lookup.rest | lookup.web > lookup.Lookup > jobcache.mysql.MySqlJobLookup ═sql═> MySQL
/// ```
///
/// Both ends of the relay speak through `channel` (sockets) and `wire` (bytes); all speak of what
/// is in `job`. `app` puts it together. Who may use whom is one table, in `RoomsTest`.
@NullMarked
package dev.saltern;

import org.jspecify.annotations.NullMarked;
