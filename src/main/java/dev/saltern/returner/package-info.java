/// The heart: what arrives is kept here until it is in the job cache exactly once.
///
/// In the order an arrival meets it: [dev.saltern.returner.Journal] takes it and puts it on disk
/// ([dev.saltern.returner.RecordCodec] makes the bytes, [dev.saltern.returner.JournalQueue] bounds
/// what waits); each [dev.saltern.returner.JournalReader] follows what is on disk and gets
/// [dev.saltern.returner.JournalRecord]s, in which a return is still packed;
/// [dev.saltern.returner.Drain] is the reader that writes to the job cache, in batches whose size
/// [dev.saltern.returner.BatchSize] finds; what the job cache will never take becomes one of the
/// [dev.saltern.returner.DeadLetters]. [dev.saltern.returner.Ledger] accounts for every arrival,
/// [dev.saltern.returner.JobBook] remembers who published which job. Where the world is down,
/// [dev.saltern.returner.RetryPolicy] says how long to wait and [dev.saltern.returner.Outage] says
/// so once.
@NullMarked
package dev.saltern.returner;

import org.jspecify.annotations.NullMarked;
