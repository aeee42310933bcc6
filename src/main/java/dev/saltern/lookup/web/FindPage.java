package dev.saltern.lookup.web;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.lookup.BadFilterException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/find?q=`: the field in the head of every page. To a job, a minion, or the minions that match.
final class FindPage implements WebPage {
  private static final String TEXT = "q";

  @Override
  public Answer answer(Ask ask) throws BadFilterException {
    ask.allow(List.of(TEXT));
    String text = ask.text(TEXT);
    Optional<Jid> jid = Jid.parse(text);
    if (jid.isPresent()) {
      return Answer.see(Links.job(jid.get()));
    }
    Optional<MinionId> minion = MinionId.parse(text);
    boolean glob = text.contains("*") || text.contains("?");
    return Answer.see(
        minion.isPresent() && !glob
            ? Links.minion(minion.get())
            : Links.with("/minions", Map.of("minion", text)));
  }
}
