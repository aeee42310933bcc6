package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides how far down a publication of a MoM goes. A target that is a list is cut to the minions
/// of this master, a `saltutil.find_job` also to those that have not returned. Where in doubt
/// everything goes down.
///
/// A waiting CLI notices none of it. A minion that has returned answers find_job with an empty map,
/// which the CLI takes as it takes no answer: it waits out its `gather_job_timeout` either way. A
/// master that matches nobody tells nobody, with us as with stock salt-syndic. The CLI has the ids
/// nobody knows from the MoM's own `salt/job/<jid>/new`. Thread-safe.
public final class Narrowing {
  static final String FIND_JOB = "saltutil.find_job";

  private static final Logger log = LoggerFactory.getLogger(Narrowing.class);

  /// What is cut.
  ///
  /// @param lists whether lists are cut at all
  /// @param syndicsBelow `order_masters`: there are minions below that this master does not know,
  ///   so only those that have returned are cut
  public record Settings(boolean lists, boolean syndicsBelow) {}

  /// What was held back so far.
  ///
  /// @param cut lists of which a part was published
  /// @param nobody lists of which nobody is accepted here
  /// @param returned find_jobs about minions that have all returned
  /// @param unread publications that went down whole since the master's files could not be read
  public record Counts(long cut, long nobody, long returned, long unread) {}

  /// What to do with a publication.
  sealed interface Verdict {
    /// Publish this of it.
    record Publish(Data.Dict publication) implements Verdict {}

    /// Nobody here is meant.
    record Nobody() implements Verdict {}
  }

  private final Settings settings;
  private final LocalMinions local;
  private final AtomicLong cut = new AtomicLong();
  private final AtomicLong nobody = new AtomicLong();
  private final AtomicLong returned = new AtomicLong();
  private final AtomicLong unread = new AtomicLong();

  public Narrowing(Settings settings, LocalMinions local) {
    this.settings = settings;
    this.local = local;
  }

  public Counts counts() {
    return new Counts(cut.get(), nobody.get(), returned.get(), unread.get());
  }

  Verdict judge(Data.Dict publication) {
    try {
      String type = publication.text("tgt_type").orElse("glob");
      Optional<List<String>> listed =
          type.equals("list") ? names(publication.get("tgt")) : Optional.empty();
      if (settings.lists && listed.isPresent()) {
        return cut(publication, listed.get());
      }
    } catch (IOException e) {
      if (unread.getAndIncrement() == 0) {
        log.atWarn().log("targets go down as they are: {}", e.toString());
      }
    }
    return new Verdict.Publish(publication);
  }

  private Verdict cut(Data.Dict publication, List<String> listed) throws IOException {
    Predicate<String> here = _ -> true;
    if (!settings.syndicsBelow) {
      Set<MinionId> accepted = local.accepted();
      here = name -> MinionId.parse(name).filter(accepted::contains).isPresent();
    }
    List<String> ours = listed.stream().filter(here).toList();
    if (ours.isEmpty()) {
      nobody.incrementAndGet();
      return new Verdict.Nobody();
    }
    List<String> open = withoutReturned(publication, ours);
    if (open.isEmpty()) {
      returned.incrementAndGet();
      return new Verdict.Nobody();
    }
    if (open.size() == listed.size()) {
      return new Verdict.Publish(publication);
    }
    cut.incrementAndGet();
    return new Verdict.Publish(publication.with("tgt", Data.of(open)));
  }

  private List<String> withoutReturned(Data.Dict publication, List<String> ours)
      throws IOException {
    Optional<Jid> asked = asked(publication);
    if (asked.isEmpty()) {
      return ours;
    }
    Set<MinionId> done = local.returned(asked.get());
    return ours.stream()
        .filter(name -> MinionId.parse(name).filter(done::contains).isEmpty())
        .toList();
  }

  /// The job a find_job is about.
  private static Optional<Jid> asked(Data.Dict publication) {
    return publication.text("fun").filter(FIND_JOB::equals).isEmpty()
        ? Optional.empty()
        : publication.list("arg").orElse(List.of()).stream()
            .findFirst()
            .flatMap(Data::asText)
            .flatMap(Jid::parse);
  }

  /// The ids of a list target, as a list or as one text with commas.
  private static Optional<List<String>> names(Optional<Data> target) {
    return target.flatMap(
        t ->
            t instanceof Data.Seq(List<Data> items)
                ? Optional.of(items.stream().flatMap(i -> i.asText().stream()).toList())
                : t.asText().map(Narrowing::split));
  }

  private static List<String> split(String names) {
    Stream<String> each = Arrays.stream(names.split(",", -1));
    return each.filter(name -> !name.isEmpty()).toList();
  }
}
