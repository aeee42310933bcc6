package dev.saltern.localmaster;

import dev.saltern.job.Data;
import java.time.Duration;

/// A job to be published at the local master. Immutable.
///
/// @param tgt the target, as text or as a list of ids
/// @param tgtType how to read it: `glob`, `list`, `compound`, ..
/// @param fun the function, or a list of functions
/// @param arg its arguments, a map with `__kwarg__` for those with a name
/// @param ret the returners the minions shall use; mostly empty
/// @param jid the job's id; empty: the master makes one
/// @param timeout how long someone waits for the returns: `timeout`, and `to` for masters below
/// @param kwargs what else the master shall know: `user`, `auth_list`, `master_id`, `metadata`, ..
public record PublishRequest(
    Data tgt,
    String tgtType,
    Data fun,
    Data.Seq arg,
    String ret,
    String jid,
    Duration timeout,
    Data.Dict kwargs) {}
