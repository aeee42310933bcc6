package dev.saltern.returner;

import dev.saltern.job.Arrival;
import dev.saltern.job.BusTime;
import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Functions;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.Return;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.EntryForm;
import dev.saltern.jobcache.EventEntry;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.Outcome;
import dev.saltern.jobcache.ReturnBody;
import dev.saltern.jobcache.ReturnEntry;
import dev.saltern.jobcache.ReturnKey;
import dev.saltern.wire.CanonicalHash;
import dev.saltern.wire.JsonSlice;
import dev.saltern.wire.JsonText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/// `journal > EntryRenderer > jobcache`: makes what the job cache writes of an arrival. A return is
/// rendered to JSON once, in UTF-8; its `return` is a slice of that. Thread-safe.
public final class EntryRenderer {
  private static final String STATE_SEPARATOR = "_|-";

  private final EntryForm form;

  public EntryRenderer(EntryForm form) {
    this.form = form;
  }

  /// Renders an arrival.
  ///
  /// @throws JobCacheRejectedException where it is nested too deep for JSON
  public Entry render(Arrival arrival, long position) throws JobCacheRejectedException {
    return switch (arrival) {
      case Load load -> new Entry.LoadEntry(position, load);
      case Return answer -> render(answer, position);
      case Event event -> render(event, position);
      case Completion completion -> new Entry.CompletionEntry(position, completion);
      case Gap gap -> new Entry.GapEntry(position, gap);
    };
  }

  private ReturnEntry render(Return answer, long position) throws JobCacheRejectedException {
    Data.Dict body = answer.body();
    Data value = answer.value();
    ReturnBody rendered = body(answer); // first: it refuses what is too deep for a hash as well
    byte[] hash =
        CanonicalHash.of(
            value,
            body.get("retcode").orElse(new Data.Int(0)),
            body.get("success").orElse(new Data.Bool(true)));
    return new ReturnEntry(
        position,
        new ReturnKey(answer.jid(), answer.minion()),
        new ReturnEntry.Went(
            answer.fun(), Outcome.retcode(answer), success(body), Outcome.of(answer)),
        new ReturnEntry.Seen(answer.source(), BusTime.utc(answer.stamp()), Optional.empty()),
        new ReturnEntry.Said(hash, rendered, states(answer.fun(), value)));
  }

  private ReturnBody body(Return answer) throws JobCacheRejectedException {
    Data.Dict full = named(answer);
    try {
      ReturnBody.Whole whole = whole(full);
      int bytes = whole.json().length;
      return bytes <= form.returnBytesMax()
          ? whole
          : new ReturnBody.Parts(
              ReturnBody.compressed(whole.json()), bytes, whole(ReturnBody.standIn(full, bytes)));
    } catch (IllegalArgumentException e) {
      throw unwritable("the return of " + answer.minion() + " to job " + answer.jid(), e);
    }
  }

  private static ReturnBody.Whole whole(Data.Dict full) {
    JsonSlice slice = JsonText.slice(full, "return");
    return new ReturnBody.Whole(slice.json(), slice.from(), slice.to());
  }

  /// The return load with the keys every stock row has: the job directory's has only the answer.
  private static Data.Dict named(Return answer) {
    Data.Dict full = answer.body();
    if (full.get("jid").isEmpty()) {
      full = full.with("jid", Data.of(answer.jid()));
    }
    return full.get("id").isPresent() ? full : full.with("id", Data.of(answer.minion()));
  }

  private static boolean success(Data.Dict body) {
    return body.bool("success").orElse(body.dict("success").isPresent());
  }

  /// What a run of states returned, or why it could not begin.
  private static Optional<Data> states(String fun, Data value) {
    boolean run =
        Functions.runsStates(fun)
            || (value instanceof Data.Dict(Map<Data, Data> entries)
                && entries.keySet().stream()
                    .anyMatch(
                        key -> key.asText().filter(k -> k.contains(STATE_SEPARATOR)).isPresent()));
    return run ? Optional.of(value) : Optional.empty();
  }

  private EventEntry render(Event event, long position) throws JobCacheRejectedException {
    String tag = event.tag().text();
    byte[] json;
    try {
      json = JsonText.bytes(event.data());
    } catch (IllegalArgumentException e) {
      throw unwritable("an event", e);
    }
    return new EventEntry(position, tag, fired(event), json);
  }

  private EventEntry.Fired fired(Event event) {
    Data tag = new Data.Text(event.tag().text());
    Optional<Jid> returned = event.tag().job("ret");
    if (returned.isPresent()) {
      // The copies of a minion's two masters differ in what each adds; the tag tells it all.
      return new EventEntry.Fired(
          form.masterId(), CanonicalHash.of(tag), returned.get().startTime().orElse(Instant.EPOCH));
    }
    byte[] key =
        CanonicalHash.of(
            new Data.Text(form.masterId()), tag, new Data.Text(event.stamp()), event.data());
    Instant time =
        BusTime.utc(event.stamp()).map(utc -> utc.toInstant(ZoneOffset.UTC)).orElse(Instant.EPOCH);
    return new EventEntry.Fired(form.masterId(), key, time);
  }

  private static JobCacheRejectedException unwritable(String what, IllegalArgumentException e) {
    return new JobCacheRejectedException(what + " cannot be written as JSON", e);
  }
}
