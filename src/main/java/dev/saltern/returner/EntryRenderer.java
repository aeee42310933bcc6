package dev.saltern.returner;

import dev.saltern.job.BusTime;
import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Functions;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.Return;
import dev.saltern.job.Unverified;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.EntryForm;
import dev.saltern.jobcache.EventEntry;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.Outcome;
import dev.saltern.jobcache.PartsOutput;
import dev.saltern.jobcache.ReturnBody;
import dev.saltern.jobcache.ReturnEntry;
import dev.saltern.jobcache.ReturnKey;
import dev.saltern.wire.JsonSlice;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.Packed;
import dev.saltern.wire.PackedFields;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// `journal > EntryRenderer > jobcache`: makes what the job cache writes of an arrival. A return is
/// rendered to JSON once, in UTF-8, without being opened; its `return` is a slice of that. One that
/// is too big for a row is compressed while it is rendered. Thread-safe.
public final class EntryRenderer {
  private static final String STATE_SEPARATOR = "_|-";
  private static final byte[] STATE_SEPARATOR_BYTES =
      STATE_SEPARATOR.getBytes(StandardCharsets.US_ASCII);
  private static final String RETURN = "return";
  private static final PackedFields.Names FIELDS =
      PackedFields.Names.of("jid", "id", "fun", RETURN, "retcode", "success", "out", "_stamp");
  private static final Packed NOTHING = Packed.of(Data.Nil.NIL);
  private static final Packed ZERO = Packed.of(new Data.Int(0));
  private static final Packed TRUE = Packed.of(new Data.Bool(true));

  /// Up to how many bytes of msgpack the JSON of a return is made in memory before it is known how
  /// long it is.
  private static final int WHOLE_BYTES_MAX = 1 << 20;

  private final EntryForm form;

  public EntryRenderer(EntryForm form) {
    this.form = form;
  }

  /// Renders an arrival.
  ///
  /// @throws JobCacheRejectedException where its body is damaged, or nested too deep for JSON
  public Entry render(JournalRecord record, long position) throws JobCacheRejectedException {
    return switch (record) {
      case JournalRecord.Answer answer -> render(answer, position);
      case JournalRecord.Opened(Load load) -> new Entry.LoadEntry(position, load);
      case JournalRecord.Opened(Event event) -> render(event, position);
      case JournalRecord.Opened(Completion completion) ->
          new Entry.CompletionEntry(position, completion);
      case JournalRecord.Opened(Unverified unverified) ->
          new Entry.UnverifiedEntry(position, unverified);
      case JournalRecord.Opened(Gap gap) -> new Entry.GapEntry(position, gap);
      case JournalRecord.Opened(Return answer) -> render(JournalRecord.Answer.of(answer), position);
    };
  }

  private ReturnEntry render(JournalRecord.Answer answer, long position)
      throws JobCacheRejectedException {
    try {
      PackedFields fields = answer.body().fields(FIELDS);
      Optional<Data> retcode = opened(fields.get("retcode"));
      Optional<Data> success = opened(fields.get("success"));
      Packed value = fields.get("return").orElse(NOTHING);
      Optional<Data> states = states(answer.told().fun(), value);
      return new ReturnEntry(
          position,
          new ReturnKey(answer.jid(), answer.minion()),
          new ReturnEntry.Went(
              answer.told().fun(),
              Outcome.retcode(retcode),
              success.filter(EntryRenderer::isTrue).isPresent(),
              Outcome.of(retcode, success, states)),
          new ReturnEntry.Seen(
              answer.source(), BusTime.utc(answer.told().stamp()), Optional.empty()),
          new ReturnEntry.Said(hash(value, fields), body(answer, fields), states));
    } catch (WireException | IllegalArgumentException e) {
      throw unwritable("the return of " + answer.minion() + " to job " + answer.jid(), e);
    }
  }

  private static Optional<Data> opened(Optional<Packed> value) throws WireException {
    return value.isPresent() ? Optional.of(value.get().open()) : Optional.empty();
  }

  private static byte[] hash(Packed value, PackedFields fields) throws WireException {
    return Packed.hash(
        value, fields.get("retcode").orElse(ZERO), fields.get("success").orElse(TRUE));
  }

  /// A success flag of several functions is a map.
  private static boolean isTrue(Data success) {
    return success instanceof Data.Dict || success.equals(new Data.Bool(true));
  }

  private ReturnBody body(JournalRecord.Answer answer, PackedFields fields) throws WireException {
    Map<String, String> named = named(answer, fields);
    if (answer.body().length() <= WHOLE_BYTES_MAX) {
      JsonSlice slice = answer.body().json(RETURN, named);
      return slice.json().length <= form.returnBytesMax()
          ? whole(slice)
          : parts(answer.body().distinct(), named, fields);
    }
    Packed distinct = answer.body().distinct();
    long bytes = distinct.json(named, OutputStream.nullOutputStream());
    return bytes <= form.returnBytesMax()
        ? whole(distinct.json(RETURN, named))
        : parts(distinct, named, fields);
  }

  /// Compressed while it is rendered: its JSON is never in memory.
  private static ReturnBody parts(Packed distinct, Map<String, String> named, PackedFields fields)
      throws WireException {
    var parts = new PartsOutput();
    long bytes;
    try (OutputStream gzip = new GZIPOutputStream(parts)) {
      bytes = distinct.json(named, gzip);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    Data.Dict kept = Data.Dict.EMPTY;
    for (String key : ReturnBody.KEPT) {
      Optional<Data> value = opened(fields.get(key));
      if (value.isPresent()) {
        kept = kept.with(key, value.get());
      } else if (named.containsKey(key)) {
        kept = kept.with(key, new Data.Text(named.get(key)));
      }
    }
    JsonSlice standIn = JsonText.slice(ReturnBody.standIn(kept, bytes), RETURN);
    return new ReturnBody.Parts(parts.parts(), bytes, whole(standIn));
  }

  private static ReturnBody.Whole whole(JsonSlice slice) {
    return new ReturnBody.Whole(slice.json(), slice.from(), slice.to());
  }

  /// The keys that every stock row has and this return load has not: the job directory's has only
  /// the answer.
  private static Map<String, String> named(JournalRecord.Answer answer, PackedFields fields) {
    var named = new LinkedHashMap<String, String>();
    if (!fields.has("jid")) {
      named.put("jid", answer.jid().text());
    }
    if (!fields.has("id")) {
      named.put("id", answer.minion().text());
    }
    return named;
  }

  /// What a run of states returned, or why it could not begin; nothing else is opened.
  private static Optional<Data> states(String fun, Packed value) throws WireException {
    if (Functions.runsStates(fun)) {
      return Optional.of(value.open());
    }
    return value.mentions(STATE_SEPARATOR_BYTES)
        ? Optional.of(value.open()).filter(EntryRenderer::isStateRun)
        : Optional.empty();
  }

  private static boolean isStateRun(Data value) {
    return value instanceof Data.Dict(Map<Data, Data> entries)
        && entries.keySet().stream()
            .anyMatch(key -> key.asText().filter(k -> k.contains(STATE_SEPARATOR)).isPresent());
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
          form.masterId(), Packed.hash(tag), returned.get().startTime().orElse(Instant.EPOCH));
    }
    byte[] key =
        Packed.hash(
            new Data.Text(form.masterId()), tag, new Data.Text(event.stamp()), event.data());
    Instant time =
        BusTime.utc(event.stamp()).map(utc -> utc.toInstant(ZoneOffset.UTC)).orElse(Instant.EPOCH);
    return new EventEntry.Fired(form.masterId(), key, time);
  }

  private static JobCacheRejectedException unwritable(String what, Exception e) {
    return new JobCacheRejectedException(what + " cannot be written as JSON", e);
  }
}
