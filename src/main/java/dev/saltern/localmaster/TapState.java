package dev.saltern.localmaster;

import dev.saltern.Check;
import java.net.SocketAddress;
import java.time.Instant;

/// How an [EventTap] stands to the bus. Immutable.
sealed interface TapState {
  /// Not started, or closed.
  record Idle() implements TapState {}

  /// Reading.
  record Up(Instant since) implements TapState {}

  /// Trying to connect.
  record Down(Instant since, String why) implements TapState {}

  /// Ended by a fault of ours.
  record Failed(String why) implements TapState {}

  /// Still down: since then, for the newest reason.
  default TapState down(Instant now, String why) {
    return new Down(this instanceof Down(Instant since, _) ? since : now, why);
  }

  default Check check(SocketAddress bus) {
    String name = "event bus";
    return switch (this) {
      case Idle _ -> Check.failed(name, "not read");
      case Up(Instant since) -> Check.ok(name, bus + " connected since " + since);
      case Down(Instant since, String why) ->
          Check.failed(
              name,
              "%s not connected since %s: %s; is salt-master running, and may this user write the"
                      .formatted(bus, since, why)
                  + " socket?");
      case Failed(String why) -> Check.failed(name, "ended: " + why);
    };
  }
}
