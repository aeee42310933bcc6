package dev.saltern.app;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Gap;
import dev.saltern.job.Load;
import dev.saltern.job.Return;
import dev.saltern.job.Unverified;
import dev.saltern.lookup.cli.TerminalText;
import dev.saltern.returner.DeadLetters.DeadLetter;
import dev.saltern.wire.JsonPretty;
import java.util.List;
import java.util.TreeMap;

/// A dead letter in words. Everything in it may come from a minion, so none of it can drive a
/// terminal.
final class DeadText {
  private static final int CAUSE_MAX = 120;
  private static final int INDENT = 4;

  private DeadText() {}

  /// `position kind what bytes attempts cause`, for a list.
  static String line(DeadLetter letter) {
    String cause = TerminalText.oneLine(letter.cause());
    return "%-10d %-7s %-50s %9d bytes %3d tries  %s"
        .formatted(
            letter.position(),
            kind(letter),
            what(letter),
            letter.bytes(),
            letter.attempts(),
            cause.length() > CAUSE_MAX ? cause.substring(0, CAUSE_MAX) + "..." : cause);
  }

  /// All but what it holds.
  static List<String> lines(DeadLetter letter) {
    return List.of(
        "position " + letter.position(),
        "kind     " + kind(letter),
        "what     " + what(letter),
        "bytes    " + letter.bytes(),
        "attempts " + letter.attempts(),
        "since    " + letter.since(),
        "cause    " + TerminalText.oneLine(letter.cause()));
  }

  /// What it holds, as JSON; `null` where that cannot be read.
  static String body(DeadLetter letter) {
    return JsonPretty.write(letter.arrival().map(DeadText::data).orElse(Data.Nil.NIL), INDENT);
  }

  private static String kind(DeadLetter letter) {
    return letter.kind().map(Enum::toString).orElse("unknown");
  }

  private static String what(DeadLetter letter) {
    return letter.arrival().map(DeadText::name).map(TerminalText::oneLine).orElse("unreadable");
  }

  private static String name(Arrival arrival) {
    return switch (arrival) {
      case Load load -> load.jid().text();
      case Return answer -> answer.jid() + " " + answer.minion();
      case Event event -> event.tag().text();
      case Completion completion -> completion.jid().text();
      case Unverified u -> u.jid() + " " + u.minion();
      case Gap gap -> gap.from() + " .. " + gap.to();
    };
  }

  private static Data data(Arrival arrival) {
    return switch (arrival) {
      case Load load -> load.body();
      case Return answer -> answer.body();
      case Event event -> event.data();
      case Completion completion ->
          Data.dict(
              "asked",
              completion.asked().toString(),
              "expected",
              completion.expected(),
              "complete",
              completion.complete(),
              "open",
              open(completion));
      case Unverified u -> Data.dict("jid", u.jid(), "minion", u.minion());
      case Gap gap -> Data.dict("reason", gap.reason().name(), "recovered", gap.recovered());
    };
  }

  private static Data open(Completion completion) {
    Data.Dict open = Data.Dict.EMPTY;
    for (var minion : new TreeMap<>(completion.open()).entrySet()) {
      open = open.with(minion.getKey().text(), Data.of(minion.getValue().name()));
    }
    return open;
  }
}
