package dev.saltern.lookup;

import dev.saltern.job.Jid;

/// Which job is meant: one by its jid, or the newest. Immutable.
public sealed interface JobRef {
  /// The word for the newest job.
  String LATEST = "latest";

  record ByJid(Jid jid) implements JobRef {}

  record Latest() implements JobRef {}

  /// The job that `text` names.
  static JobRef parse(String text) throws BadFilterException {
    if (text.equals(LATEST)) {
      return new Latest();
    }
    return new ByJid(
        Jid.parse(text)
            .orElseThrow(
                () ->
                    new BadFilterException(
                        "jid",
                        "expected 20 digits, or 20 digits, _ and a pid, or '"
                            + LATEST
                            + "'; found '"
                            + Excerpt.of(text)
                            + "'")));
  }
}
