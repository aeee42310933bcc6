package dev.saltern.returner;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.spool.Notes;
import dev.saltern.spool.SpoolException;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the node knows of a job besides its arrivals: which MoMs published it and which minions are
/// expected to answer. On disk before a call returns; the jobs asked for last are in memory,
/// bounded in jobs and ids. Two MoMs may publish the same jid. Thread-safe.
public final class JobBook {
  private static final Logger log = LoggerFactory.getLogger(JobBook.class);
  private static final String PREFIX = "job/";
  private static final Duration SWEEP_EVERY = Duration.ofHours(1);
  private static final int JOBS_MAX = 10_000;
  private static final int IDS_MAX = 500_000;

  /// What is known of one job. Immutable.
  private record Page(List<String> publishers, List<String> waiting, Set<MinionId> expected) {
    static final Page EMPTY = new Page(List.of(), List.of(), Set.of());

    int weight() {
      return publishers.size() + waiting.size() + expected.size();
    }

    Page published(String mom) {
      return new Page(with(publishers, mom), waiting, expected);
    }

    Page waits(String mom) {
      return new Page(publishers, with(waiting, mom), expected);
    }

    Page expects(Collection<MinionId> minions) {
      var more = new LinkedHashSet<>(expected);
      more.addAll(minions);
      return new Page(publishers, waiting, Collections.unmodifiableSet(more));
    }

    private static List<String> with(List<String> names, String name) {
      var more = new ArrayList<>(names);
      more.add(name);
      return List.copyOf(more);
    }
  }

  private final Notes notes;
  private final Duration keep;
  private final InstantSource clock;

  /// The pages asked for last, the oldest first.
  private final LinkedHashMap<Jid, Page> recent = new LinkedHashMap<>(16, 0.75f, true);

  private int ids;
  private Instant swept = Instant.EPOCH;

  /// @param keep how long a job is known after it was last written about
  public JobBook(Notes notes, Duration keep, InstantSource clock) {
    this.notes = notes;
    this.keep = keep;
    this.clock = clock;
  }

  /// A MoM published a job.
  public synchronized void published(Jid jid, String mom) throws SpoolException {
    Page page = page(jid);
    if (!page.publishers.contains(mom)) {
      write(jid, page.published(mom));
    }
  }

  /// The MoMs that published a job, first come first; empty where none did.
  public synchronized List<String> publishers(Jid jid) throws SpoolException {
    return page(jid).publishers;
  }

  /// Somebody at that MoM means to wait long for a job: its publication says so.
  public synchronized void waits(Jid jid, String mom) throws SpoolException {
    Page page = page(jid);
    if (!page.waiting.contains(mom)) {
      write(jid, page.waits(mom));
    }
  }

  /// The MoMs at which somebody means to wait long for a job.
  public synchronized List<String> waiting(Jid jid) throws SpoolException {
    return page(jid).waiting;
  }

  /// Minions are expected to answer a job, besides those known to be.
  public synchronized void expect(Jid jid, Collection<MinionId> minions) throws SpoolException {
    Page page = page(jid);
    if (!page.expected.containsAll(minions)) {
      write(jid, page.expects(minions));
    }
  }

  /// The minions expected to answer a job; empty where none are known.
  public synchronized Set<MinionId> expected(Jid jid) throws SpoolException {
    return page(jid).expected;
  }

  /// Forgets jobs that were last written about longer ago than they are kept. Done now and then
  /// when a job is written about.
  public synchronized void sweep() throws SpoolException {
    swept = clock.instant();
    Instant before = clock.instant().minus(keep);
    if (notes.forget(PREFIX, before.toEpochMilli()) > 0) {
      recent.clear();
      ids = 0;
    }
  }

  /// How many jobs are in memory.
  synchronized int held() {
    return recent.size();
  }

  private void write(Jid jid, Page page) throws SpoolException {
    Data value =
        Data.dict(
            "publishers",
            page.publishers,
            "waiting",
            page.waiting,
            "expected",
            new ArrayList<Object>(page.expected));
    notes.put(Map.of(PREFIX + jid, DataCodec.encode(value, DataCodec.Spec.NEW)));
    remember(jid, page);
    if (clock.instant().isAfter(swept.plus(SWEEP_EVERY))) {
      sweep();
    }
  }

  private Page page(Jid jid) throws SpoolException {
    Page page = recent.get(jid);
    if (page == null) {
      var note = notes.get(PREFIX + jid);
      page = note.isPresent() ? read(jid, note.get()) : Page.EMPTY;
      remember(jid, page);
    }
    return page;
  }

  private void remember(Jid jid, Page page) {
    Page old = recent.put(jid, page);
    ids += page.weight() - (old == null ? 0 : old.weight());
    var oldest = recent.entrySet().iterator();
    while (oldest.hasNext() && (recent.size() > JOBS_MAX || ids > IDS_MAX)) {
      ids -= oldest.next().getValue().weight();
      oldest.remove();
    }
  }

  private static Page read(Jid jid, byte[] note) {
    try {
      Data.Dict value = DataCodec.decodeDict(note);
      var expected = new LinkedHashSet<MinionId>();
      for (Data id : value.list("expected").orElse(List.of())) {
        id.asText().flatMap(MinionId::parse).ifPresent(expected::add);
      }
      return new Page(
          texts(value, "publishers"),
          texts(value, "waiting"),
          Collections.unmodifiableSet(expected));
    } catch (WireException e) {
      log.atWarn()
          .addKeyValue("jid", jid)
          .log("a note of the job book is damaged: {}", e.getMessage());
      return Page.EMPTY;
    }
  }

  private static List<String> texts(Data.Dict value, String key) {
    return value.list(key).orElse(List.of()).stream().flatMap(t -> t.asText().stream()).toList();
  }
}
