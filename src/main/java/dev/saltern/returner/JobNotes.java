package dev.saltern.returner;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.spool.Notes;
import dev.saltern.spool.SpoolException;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The jobs that are not complete at this node, on disk, so that a restart forgets none; who is
/// expected of each stands in the [JobBook]. Thread-safe.
public final class JobNotes {
  private static final Logger log = LoggerFactory.getLogger(JobNotes.class);
  private static final String PREFIX = "open/";

  /// One job.
  ///
  /// @param mom the MoM that published it; empty for a job of the local master
  /// @param since when it was first seen
  /// @param patience how long somebody waits for its returns
  public record Note(Jid jid, String fun, String mom, Instant since, Duration patience) {
    byte[] bytes() {
      Data value =
          Data.dict(
              "fun", fun, "mom", mom, "since", since.toEpochMilli(), "to", patience.toSeconds());
      return DataCodec.encode(value, DataCodec.Spec.NEW);
    }

    static Optional<Note> read(String key, byte[] bytes) throws WireException {
      Data.Dict value = DataCodec.decodeDict(bytes);
      return Jid.parse(key.substring(PREFIX.length()))
          .map(
              jid ->
                  new Note(
                      jid,
                      value.text("fun").orElse(""),
                      value.text("mom").orElse(""),
                      Instant.ofEpochMilli(value.integer("since").orElse(0L)),
                      Duration.ofSeconds(value.integer("to").orElse(0L))));
    }
  }

  private final Notes notes;

  public JobNotes(Notes notes) {
    this.notes = notes;
  }

  /// These jobs are open; on disk when this returns.
  public void keep(Collection<Note> jobs) throws SpoolException {
    Map<String, byte[]> values = new HashMap<>();
    jobs.forEach(job -> values.put(PREFIX + job.jid, job.bytes()));
    notes.put(values);
  }

  /// These jobs no longer are.
  public void forget(Collection<Jid> jobs) throws SpoolException {
    notes.forget(jobs.stream().map(jid -> PREFIX + jid).toList());
  }

  /// Up to `limit` jobs that were open when we ended, the oldest jid first.
  public List<Note> all(int limit) throws SpoolException {
    var all = new ArrayList<Note>();
    for (Map.Entry<String, byte[]> note : notes.startingWith(PREFIX, limit).entrySet()) {
      try {
        Note.read(note.getKey(), note.getValue()).ifPresent(all::add);
      } catch (WireException e) {
        log.atWarn().log("the note of an open job is damaged: {}", e.getMessage());
      }
    }
    return all;
  }
}
