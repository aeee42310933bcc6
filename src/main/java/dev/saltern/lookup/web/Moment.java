package dev.saltern.lookup.web;

import java.time.Instant;
import java.util.Optional;

/// A point in time as a page has it: UTC in the text; the browser puts its own zone's into the
/// title.
///
/// @param shown for people; empty where it is not known
/// @param iso for programs
record Moment(String shown, String iso) {
  static final Moment UNKNOWN = new Moment("", "");

  static Moment of(Instant time) {
    return new Moment(Times.shown(time), Times.iso(time));
  }

  static Moment of(Optional<Instant> time) {
    return time.map(Moment::of).orElse(UNKNOWN);
  }

  boolean known() {
    return !shown.isEmpty();
  }
}
