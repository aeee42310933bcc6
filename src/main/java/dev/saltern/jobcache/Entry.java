package dev.saltern.jobcache;

import dev.saltern.job.Completion;
import dev.saltern.job.Gap;
import dev.saltern.job.Load;
import dev.saltern.job.Unverified;

/// What a [JobWriter] writes, ready to be a row: JSON is rendered, hashes are made. Rendered once,
/// before a connection is taken; the same entry is given again where a batch is repeated.
public sealed interface Entry
    permits Entry.LoadEntry,
        ReturnEntry,
        EventEntry,
        Entry.CompletionEntry,
        Entry.GapEntry,
        Entry.UnverifiedEntry {
  /// Where it stands in the node's spool: with the node's name what tells a redelivery from a
  /// duplicate.
  long position();

  /// A job, as published. There is one a job, so that it is rendered by who writes it.
  record LoadEntry(long position, Load load) implements Entry {}

  /// How far a job is at the node.
  record CompletionEntry(long position, Completion completion) implements Entry {}

  /// A window in which the node may have missed events.
  record GapEntry(long position, Gap gap) implements Entry {}

  /// An answer of the bus of which the master's directory has nothing.
  record UnverifiedEntry(long position, Unverified unverified) implements Entry {}
}
