/// A durable queue of bytes with named readers, in one SQLite file. Knows nothing of Salt.
///
/// Start at [dev.saltern.spool.Spool], the port; [dev.saltern.spool.SqliteSpool] opens the file:
/// [dev.saltern.spool.SpoolLock] keeps a second process out, [dev.saltern.spool.SpoolFiles] gives
/// modes, [dev.saltern.spool.Database] holds the connections and mends what is damaged through
/// [dev.saltern.spool.Rescue], [dev.saltern.spool.Reserve] keeps a full disk drainable,
/// [dev.saltern.spool.GroupCommit] puts the work of several threads into one transaction. What the
/// transactions do stands in [dev.saltern.spool.Queue], [dev.saltern.spool.Readers],
/// [dev.saltern.spool.Bound], [dev.saltern.spool.NoteTable] and [dev.saltern.spool.LetterTable].
@NullMarked
package dev.saltern.spool;

import org.jspecify.annotations.NullMarked;
