package dev.saltern.relay;

import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.localmaster.KeptReturn;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalRecord;
import dev.saltern.spool.Notes;
import dev.saltern.spool.SpoolException;
import dev.saltern.wire.Packed;
import dev.saltern.wire.PackedFields;
import dev.saltern.wire.Trimming;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for the whole of the returns that the bus cut, and journals each a second time in any
/// case: what goes up to a MoM is that one. Confined to the filler's thread, the counts apart.
final class CutReturns {
  private static final Logger log = LoggerFactory.getLogger(CutReturns.class);

  private final TrimmedReturns trimmed;
  private final RecentArrivals recent;
  private final Journal journal;
  private final Notes notes;
  private final AnswerCheck answers;
  private final AtomicLong whole = new AtomicLong();
  private final AtomicLong cut = new AtomicLong();

  CutReturns(
      TrimmedReturns trimmed,
      RecentArrivals recent,
      Journal journal,
      Notes notes,
      AnswerCheck answers) {
    this.trimmed = trimmed;
    this.recent = recent;
    this.journal = journal;
    this.notes = notes;
    this.answers = answers;
  }

  long whole() {
    return whole.get();
  }

  long cut() {
    return cut.get();
  }

  /// Looks for those that are due; says what could not be read, which stays due.
  ///
  /// @param directory nothing where the master keeps no job cache: then nothing is waited for
  /// @param flush how long the journal may take to have them on disk
  Optional<String> look(Optional<JobDirectory> directory, Instant now, Duration flush)
      throws SpoolException, InterruptedException {
    Optional<String> trouble = Optional.empty();
    var done = new ArrayList<TrimmedReturns.Wanted>();
    for (TrimmedReturns.Wanted one : trimmed.due(now)) {
      try {
        if (settle(directory, one, now)) {
          recent.returned(one.jid(), one.minion().text());
          done.add(one);
        } else {
          trimmed.lookedFor(one);
        }
      } catch (IOException e) {
        trouble = Optional.of(String.valueOf(e));
      }
    }
    if (!done.isEmpty() && journal.flush(flush)) {
      trimmed.forget(done, notes);
    }
    return trouble;
  }

  private boolean settle(Optional<JobDirectory> directory, TrimmedReturns.Wanted one, Instant now)
      throws IOException, SpoolException, InterruptedException {
    Optional<KeptReturn> found =
        directory.isPresent()
            ? directory.get().keptReturn(one.jid(), one.minion())
            : Optional.empty();
    if (found.isPresent()) {
      JournalRecord.Answer best = GapLook.bestThereIs(found.get());
      journal.accept(merged(trimmed.shown(one, notes), best));
      (found.get().source() == Source.TRIMMED ? cut : whole).incrementAndGet();
      return true;
    }
    if (directory.isPresent() && !one.last(now)) {
      return false;
    }
    journal.accept(trimmed.shown(one, notes));
    cut.incrementAndGet();
    if (directory.isPresent() && directory.get().keeps(one.jid())) {
      answers.unverified(one.jid(), one.minion());
      return true;
    }
    log.atWarn()
        .addKeyValue("jid", one.jid())
        .addKeyValue("minion", one.minion())
        .log("the bus cut this return and the job cache directory has no other: it stays cut");
    return true;
  }

  /// The directory keeps the answer alone; what else the bus showed stands beside it.
  private static JournalRecord.Answer merged(Return shown, JournalRecord.Answer found)
      throws IOException {
    var beside = new LinkedHashMap<String, Packed>();
    shown
        .body()
        .entries()
        .forEach(
            (key, value) ->
                key.asText()
                    .filter(_ -> !value.equals(Trimming.STAND_IN))
                    .ifPresent(text -> beside.put(text, Packed.of(value))));
    try {
      var names = PackedFields.Names.of(beside.keySet().toArray(new String[0]));
      PackedFields there = found.body().fields(names);
      beside.keySet().removeIf(there::has);
      return JournalRecord.Answer.of(
          found.jid(), found.minion(), found.body().with(beside), Source.DIRECTORY);
    } catch (WireException e) {
      throw new IOException(e);
    }
  }
}
