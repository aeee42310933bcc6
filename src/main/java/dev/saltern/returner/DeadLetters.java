package dev.saltern.returner;

import dev.saltern.job.Arrival;
import dev.saltern.spool.Letters;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import dev.saltern.wire.WireException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the job cache would not take, until someone decides. Thread-safe; also beside a running
/// node, over a spool that is visited.
public final class DeadLetters {
  /// One of them.
  ///
  /// @param position names it
  /// @param kind what it is; empty where its record is none of ours
  /// @param arrival what it says; empty where its bytes are no arrival
  /// @param bytes how many bytes its record has
  /// @param cause why it could not be stored
  /// @param attempts how often the job cache was given it
  public record DeadLetter(
      long position,
      Optional<Kind> kind,
      Optional<Arrival> arrival,
      long bytes,
      String cause,
      int attempts,
      Instant since) {}

  private final Letters letters;

  public DeadLetters(Spool spool) {
    this.letters = spool.letters();
  }

  /// Up to `limit` after a position, oldest first.
  public List<DeadLetter> list(long after, int limit) throws SpoolException {
    return letters.list(after, limit).stream().map(DeadLetters::read).toList();
  }

  public Optional<DeadLetter> show(long position) throws SpoolException {
    return letters.get(position).map(DeadLetters::read);
  }

  /// Sends it to the job cache (and to each MoM) once more; false where there is none.
  public boolean retry(long position) throws SpoolException {
    return letters.retry(position);
  }

  /// Removes it for good; it still counts as dead. False where there is none.
  public boolean discard(long position) throws SpoolException {
    return letters.discard(position);
  }

  public long count() throws SpoolException {
    return letters.count();
  }

  private static DeadLetter read(Letters.Letter letter) {
    Spool.Entry entry = letter.entry();
    return new DeadLetter(
        entry.position(),
        Kind.of(entry.label()),
        arrival(entry.bytes()),
        entry.bytes().length,
        letter.cause(),
        letter.attempts(),
        Instant.ofEpochMilli(letter.millis()));
  }

  private static Optional<Arrival> arrival(byte[] bytes) {
    try {
      return Optional.of(RecordCodec.decode(bytes).open());
    } catch (WireException _) {
      return Optional.empty(); // the cause says so already
    }
  }
}
