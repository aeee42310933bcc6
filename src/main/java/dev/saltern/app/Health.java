package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import java.time.Instant;
import java.util.List;

/// How a node is at a moment: each check, and since when it is so. Immutable.
///
/// @param ok whether all are as they should be
public record Health(boolean ok, List<Part> parts) {
  /// One check.
  ///
  /// @param since when it was first seen as it is now, fine or not
  public record Part(Check check, Instant since) {}

  public Health {
    parts = List.copyOf(parts);
  }

  static Health of(List<Part> parts) {
    return new Health(parts.stream().allMatch(part -> part.check().ok()), parts);
  }

  /// As `/health` answers: `{"ok": .., "version": .., "commit": .., "date": .., "checks": [{"name",
  /// "ok", "since", "message"}, ..]}`.
  String json() {
    List<Data.Dict> checks =
        parts.stream()
            .map(
                part ->
                    Data.dict(
                        "name",
                        part.check().name(),
                        "ok",
                        part.check().ok(),
                        "since",
                        part.since().toString(),
                        "message",
                        part.check().message()))
            .toList();
    Version version = Version.current();
    return JsonText.write(
            Data.dict(
                "ok",
                ok,
                "version",
                version.number(),
                "commit",
                version.commit(),
                "date",
                version.date(),
                "checks",
                checks))
        + "\n";
  }
}
