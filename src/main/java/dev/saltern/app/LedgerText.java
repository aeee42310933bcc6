package dev.saltern.app;

import dev.saltern.returner.Kind;
import dev.saltern.returner.Ledger;
import java.util.Locale;

/// The ledger in words: `seen = stored + duplicate + filtered + dead + pending`.
final class LedgerText {
  private LedgerText() {}

  static String line(Kind kind, Ledger.Counts counts) {
    return "%-7s %d seen = %d stored + %d duplicate + %d filtered + %d dead + %d pending"
        .formatted(
            kind.name().toLowerCase(Locale.ROOT),
            counts.seen(),
            counts.stored(),
            counts.duplicate(),
            counts.filtered(),
            counts.dead(),
            counts.pending());
  }
}
