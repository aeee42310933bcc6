package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Source;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.EventEntry;
import dev.saltern.jobcache.Outcome;
import dev.saltern.jobcache.ReturnBody;
import dev.saltern.jobcache.ReturnEntry;
import dev.saltern.jobcache.ReturnKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A job of now that nobody ran, to be written and taken back: whether an account may write can
/// only be tried.
final class Trial {
  private static final MinionId MINION = new MinionId("saltern-check");

  private Trial() {}

  static List<Entry> entries() {
    Instant now = Clock.systemUTC().instant();
    Jid jid = Jid.at(now);
    byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
    return List.of(
        new Entry.LoadEntry(
            Long.MAX_VALUE,
            new Load(
                jid,
                Data.dict("fun", "test.ping", "jid", jid.text()),
                "",
                List.of(MINION),
                Source.BUS)),
        new ReturnEntry(
            Long.MAX_VALUE,
            new ReturnKey(jid, MINION),
            new ReturnEntry.Went("test.ping", Optional.of(0L), true, Outcome.OK),
            new ReturnEntry.Seen(Source.BUS, Optional.empty(), Optional.empty()),
            new ReturnEntry.Said(new byte[16], new ReturnBody.Whole(json, 0, 0), Optional.empty())),
        new EventEntry(
            Long.MAX_VALUE,
            "saltern/check",
            new EventEntry.Fired(MINION.text(), new byte[16], now),
            json));
  }
}
