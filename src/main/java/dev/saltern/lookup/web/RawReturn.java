package dev.saltern.lookup.web;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobLookup.StoredReturn;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.Lookup;
import dev.saltern.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// `/jobs/{jid}/{minion}/raw`: all that a minion returned, as a file.
final class RawReturn implements WebPage {
  /// The value of `as` for the text of a return that is one.
  static final String TEXT = "text";

  private static final String AS = "as";

  private final Lookup lookup;

  RawReturn(Lookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public Answer answer(Ask ask) throws BadFilterException, JobCacheUnavailableException {
    ask.allow(List.of(AS));
    Jid jid = ReturnPage.jid(ask);
    Optional<MinionId> minion = MinionId.parse(ask.name("minion"));
    Optional<StoredReturn> stored =
        minion.isEmpty() ? Optional.empty() : lookup.returned(jid, minion.get());
    if (stored.isEmpty()) {
      return Problem.notFound(
          Area.JOBS, "No such return", "This minion has returned nothing to job " + jid + ".");
    }
    String name = jid + "-" + stored.get().minion();
    if (ask.text(AS).equals(TEXT) && stored.get().value() instanceof Data.Text(String text)) {
      return Answer.file("text/plain; charset=utf-8", name + ".txt", bytes(text));
    }
    return Answer.file(
        "application/json", name + ".json", bytes(JsonText.write(stored.get().fullReturn())));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
