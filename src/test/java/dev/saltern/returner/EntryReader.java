package dev.saltern.returner;

import dev.saltern.job.Arrival;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Return;
import dev.saltern.job.Tag;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.EventEntry;
import dev.saltern.jobcache.ReturnBody;
import dev.saltern.jobcache.ReturnEntry;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.nio.charset.StandardCharsets;

/// What an entry was rendered from, for job caches that are none.
final class EntryReader {
  private EntryReader() {}

  static Arrival arrival(Entry entry) {
    return switch (entry) {
      case Entry.LoadEntry(long _, var load) -> load;
      case ReturnEntry answer ->
          new Return(
              answer.key().jid(),
              answer.key().id(),
              dict(((ReturnBody.Whole) answer.said().body()).json()),
              answer.seen().source());
      case EventEntry event -> new Event(new Tag(event.tag()), dict(event.json()));
      case Entry.CompletionEntry(long _, var completion) -> completion;
      case Entry.GapEntry(long _, var gap) -> gap;
      case Entry.UnverifiedEntry(long _, var unverified) -> unverified;
    };
  }

  private static Data.Dict dict(byte[] json) {
    try {
      return (Data.Dict) JsonText.read(new String(json, StandardCharsets.UTF_8));
    } catch (WireException e) {
      throw new AssertionError("rendered JSON is read again", e);
    }
  }
}
