package dev.saltern.relay;

import dev.saltern.LogPace;
import dev.saltern.job.Gap;
import dev.saltern.localmaster.BusHandler;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalRecord;
import dev.saltern.wire.BusEvent;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Up: `localmaster.EventTap > BusIntake (sorted by ArrivalSorter) > returner.Journal`. Called by
/// the tap's thread; waits for nothing but the journal's memory, which waits for the disk. What the
/// bus may have hidden, and what it cut, is the [GapFiller]'s.
public final class BusIntake implements BusHandler {
  private static final Logger log = LoggerFactory.getLogger(BusIntake.class);

  private final ArrivalSorter sorter;
  private final Journal journal;
  private final GapFiller filler;
  private final LogPace pace = new LogPace(InstantSource.system());
  private final AtomicLong refused = new AtomicLong();

  public BusIntake(ArrivalSorter sorter, Journal journal, GapFiller filler) {
    this.sorter = sorter;
    this.journal = journal;
    this.filler = filler;
  }

  /// How many events claimed to be what they are not, and were kept as nothing.
  public long refused() {
    return refused.get();
  }

  @Override
  public void event(BusEvent event) throws InterruptedException {
    ArrivalSorter.Sorted sorted = sorter.sort(event);
    for (JournalRecord record : sorted.records()) {
      journal.accept(record);
      filler.took(record);
      if (record instanceof JournalRecord.Answer answer && event.tag().job("ret").isPresent()) {
        filler.answered(answer);
      }
    }
    if (sorted.refused().isPresent()) {
      refused.incrementAndGet();
      OptionalLong heldBack = pace.next();
      if (heldBack.isPresent()) {
        log.atWarn()
            .addKeyValue("not_told", heldBack.getAsLong())
            .log("{} was not kept", sorted.refused().get());
      }
    }
  }

  @Override
  public void gap(Gap gap) {
    log.atInfo()
        .addKeyValue("from", gap.from())
        .addKeyValue("to", gap.to())
        .log("events of the bus may be missing: {}", gap.reason());
    filler.missed(gap);
  }
}
