package dev.saltern.jobcache;

import dev.saltern.job.Data;
import dev.saltern.job.Source;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;

/// What one minion answered to one job, ready to be a row. Immutable, but for arrays that nobody
/// changes.
public record ReturnEntry(long position, ReturnKey key, Went went, Seen seen, Said said)
    implements Entry {

  /// How it went.
  ///
  /// @param fun the function, comma-joined for a job of several
  /// @param retcode the exit code to show; nothing where there is none
  /// @param success what Python makes of a flag that may be missing
  public record Went(String fun, Optional<Long> retcode, boolean success, Outcome outcome) {}

  /// Where and when it was seen.
  ///
  /// @param stamp when the bus had it, in UTC; nothing where it was not on the bus
  /// @param inserted when a stock writer inserted the row that is brought over; nothing: now
  public record Seen(Source source, Optional<LocalDateTime> stamp, Optional<Instant> inserted) {}

  /// What it says.
  ///
  /// @param hash 16 bytes over return, retcode and success: what makes two copies the same answer
  /// @param states what was returned, where it is of a run of states; nothing else is opened
  public record Said(byte[] hash, ReturnBody body, Optional<Data> states) {}

  /// The same as a stock writer inserted it.
  public ReturnEntry inserted(Optional<Instant> time) {
    return new ReturnEntry(position, key, went, new Seen(seen.source, seen.stamp, time), said);
  }

  /// The same with another form of its body.
  public ReturnEntry with(ReturnBody body) {
    return new ReturnEntry(position, key, went, seen, new Said(said.hash, body, said.states));
  }
}
