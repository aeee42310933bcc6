package dev.saltern.relay;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Event;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.Return;
import dev.saltern.job.Tag;
import dev.saltern.job.Unverified;
import dev.saltern.returner.JournalRecord;
import dev.saltern.returner.StoreFilter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is on the bus and in the journal because this node itself asked or told something: its own
/// find_jobs, which concern no MoM, and its digests, which only concern MoMs. Neither is stored.
///
/// A probe is known by its jid, which ends in [#MARK] where Salt's `unique_jid` has the pid: on
/// every bus, in every file, and after a restart. Immutable.
public final class OwnTraffic {
  private static final String MARK = "_saltern";
  private static final String DIGEST = "progress";

  private OwnTraffic() {}

  /// The jid of a find_job of our own.
  static Jid probe(Instant now) {
    return new Jid(Jid.at(now).text() + MARK);
  }

  /// Whether a jid is that of a find_job of our own.
  public static boolean isProbe(Jid jid) {
    return jid.text().endsWith(MARK);
  }

  /// Whether an arrival is about a find_job of our own: its load, its returns, and all events of
  /// it.
  public static boolean isProbe(Arrival arrival) {
    return switch (arrival) {
      case Load l -> isProbe(l.jid());
      case Return r -> isProbe(r.jid());
      case Completion c -> isProbe(c.jid());
      case Event e -> jid(e.tag()).filter(OwnTraffic::isProbe).isPresent();
      case Unverified u -> isProbe(u.jid());
      case Gap _ -> false;
    };
  }

  /// The tag of the digests of a job: the id stands in the middle, since a tag that ends in `new`,
  /// `publish` or `return` is not fired again by newer MoMs.
  static Tag digest(Jid jid, String syndicId) {
    return new Tag("salt/job/" + jid + "/syndic/" + syndicId + "/" + DIGEST);
  }

  /// The job a digest of ours is about; nothing for any other event.
  public static Optional<Jid> digested(Tag tag) {
    List<String> parts = tag.parts();
    return parts.size() == 6 && parts.get(5).equals(DIGEST) ? tag.job("syndic") : Optional.empty();
  }

  /// Leaves both out of the job cache, and asks `rest` about everything else.
  public static StoreFilter leftOut(StoreFilter rest) {
    return record -> {
      if (isProbe(record)) {
        return new StoreFilter.Verdict.Skip("probe");
      }
      return record instanceof JournalRecord.Opened(Event e) && digested(e.tag()).isPresent()
          ? new StoreFilter.Verdict.Skip("digest")
          : rest.judge(record);
    };
  }

  private static boolean isProbe(JournalRecord record) {
    return switch (record) {
      case JournalRecord.Answer answer -> isProbe(answer.jid());
      case JournalRecord.Opened(Arrival arrival) -> isProbe(arrival);
    };
  }

  private static Optional<Jid> jid(Tag tag) {
    List<String> parts = tag.parts();
    return switch (parts.size()) {
      case 1 -> Jid.parse(parts.getFirst());
      case 2, 3 -> Optional.empty();
      default -> parts.get(1).equals("job") ? Jid.parse(parts.get(2)) : Optional.empty();
    };
  }
}
