package dev.saltern.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// The id of a job as Salt makes it: 20 digits, UTC `YYYYmmddHHMMSS` and 6 digits of microseconds,
/// with `unique_jid: true` followed by `_` and the pid. Sorts by time as text. Immutable.
///
/// What counts as one follows Salt's own test (`salt.utils.jid.is_jid`): length 20, or longer than
/// 21 with `_` at index 20, the first 20 characters digits.
public record Jid(String text) implements Comparable<Jid> {
  /// The most characters a jid may have: what the `jid` column holds.
  public static final int LENGTH_MAX = 255;

  private static final int DIGITS = 20;
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
  private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("SSSSSS");

  public Jid {
    if (!isJid(text)) {
      throw new IllegalArgumentException(
          "a jid is 20 digits, or 20 digits, _ and a pid; found " + text.length() + " characters");
    }
  }

  /// The jid that `text` is, or nothing where it is none.
  public static Optional<Jid> parse(String text) {
    return isJid(text) ? Optional.of(new Jid(text)) : Optional.empty();
  }

  /// The jid Salt would make at `instant`.
  public static Jid at(Instant instant) {
    LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    return new Jid(SECONDS.format(utc) + MICROS.format(utc));
  }

  /// When the job was made, in microseconds; nothing where the digits are no date.
  public Optional<Instant> startTime() {
    try {
      LocalDateTime seconds = LocalDateTime.parse(text.substring(0, 14), SECONDS);
      long micros = Long.parseLong(text.substring(14, DIGITS));
      return Optional.of(seconds.toInstant(ZoneOffset.UTC).plusNanos(micros * 1000));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static boolean isJid(String text) {
    int length = text.length();
    if (length > LENGTH_MAX || (length != DIGITS && (length < 22 || text.charAt(DIGITS) != '_'))) {
      return false;
    }
    // No streams: each record that is read has one.
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean fine =
          i < DIGITS ? c >= '0' && c <= '9' : c > ' ' && c < 0x7f && c != '/' && c != '\\';
      if (!fine) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(Jid other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
