package dev.saltern.localmaster;

import dev.saltern.Check;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gap: `JobDirectory > relay.GapFiller > returner.Journal`. The stock master's own job cache
/// (`local_cache`: `jobs/<hh>/<rest>/`), read-only: what the bus showed while we were not there,
/// and what was too big for it. Immutable, thread-safe.
///
/// The master writes while we read: a return appears by a rename, a load may be half written, a
/// directory may be deleted. What is not there yet is left out; look again.
public final class JobDirectory {
  private static final int HEAP_PART = 5;
  private static final String NO_CACHE = "nocache";

  private final Path root;
  private final HashType hashType;
  private final DataCodec.Limits limits;

  public JobDirectory(LocalJobCache cache) {
    this(cache.directory(), cache.hashType(), limits(Runtime.getRuntime().maxMemory()));
  }

  /// What a file may hold where the heap is bounded so: a return is in memory up to five times on
  /// its way to the job cache.
  static DataCodec.Limits limits(long heapMax) {
    DataCodec.Limits usual = DataCodec.Limits.DEFAULT;
    int bytesMax = (int) Math.min(usual.bytesMax(), heapMax / HEAP_PART);
    return new DataCodec.Limits(bytesMax, usual.depthMax());
  }

  /// @param limits what one file may hold; a bigger one counts as broken
  public JobDirectory(Path root, HashType hashType, DataCodec.Limits limits) {
    this.root = root;
    this.hashType = hashType;
    this.limits = limits;
  }

  /// Where the files of a job are, whether there are any or not.
  public Path of(Jid jid) {
    String hex = hashType.hex(jid.text());
    return root.resolve(hex.substring(0, 2)).resolve(hex.substring(2));
  }

  /// The job as published; with an empty body where only its minions are known.
  ///
  /// @throws IOException where the files cannot be read; a missing or half written one is no error
  public Optional<Load> load(Jid jid) throws IOException {
    return files(jid).load(jid);
  }

  /// The minions a job was for, sorted.
  public List<MinionId> minions(Jid jid) throws IOException {
    return files(jid).minions();
  }

  /// The minions that have returned, in no order.
  public List<MinionId> returned(Jid jid) throws IOException {
    return files(jid).returned(_ -> true);
  }

  /// Whether there is anything of what a minion returned: its own directory, which comes first.
  public boolean hasReturn(Jid jid, MinionId minion) {
    return Files.isDirectory(of(jid).resolve(minion.text()), LinkOption.NOFOLLOW_LINKS);
  }

  /// Whether the master keeps what is returned to a job; a publication may say that it is not to.
  public boolean keeps(Jid jid) {
    return !Files.exists(of(jid).resolve(NO_CACHE), LinkOption.NOFOLLOW_LINKS);
  }

  /// Everything a job's minions returned: all of it in memory, so for jobs known to be small.
  public List<Return> returns(Jid jid) throws IOException {
    JobFiles files = files(jid);
    Data.Dict load = files.load(jid).map(Load::body).orElse(Data.Dict.EMPTY);
    var returns = new ArrayList<Return>();
    for (MinionId minion : files.returned(_ -> true)) {
      opened(files.returnOf(jid, minion, load)).ifPresent(returns::add);
    }
    return returns;
  }

  /// What one minion returned.
  ///
  /// @throws IOException where it cannot be read, or takes too much memory
  public Optional<Return> returnOf(Jid jid, MinionId minion) throws IOException {
    return opened(keptReturn(jid, minion));
  }

  /// As [#returnOf], not opened.
  public Optional<KeptReturn> keptReturn(Jid jid, MinionId minion) throws IOException {
    JobFiles files = files(jid);
    return files.returnOf(jid, minion, files.load(jid).map(Load::body).orElse(Data.Dict.EMPTY));
  }

  static Optional<Return> opened(Optional<KeptReturn> kept) throws IOException {
    try {
      return kept.isPresent() ? Optional.of(kept.get().open()) : Optional.empty();
    } catch (WireException e) {
      throw new IOException(
          "the return of %s to job %s cannot be opened: %s"
              .formatted(kept.get().minion(), kept.get().jid(), e.getMessage()),
          e);
    }
  }

  /// One job with many returns, to be read one by one: what is the same for all of them is read
  /// once.
  public Job job(Jid jid) throws IOException {
    return new Job(jid);
  }

  /// What one job's minions returned. Confined to one thread.
  public final class Job {
    private final Jid jid;
    private final JobFiles files;
    private final Data.Dict load;

    private Job(Jid jid) throws IOException {
      this.jid = jid;
      this.files = files(jid);
      this.load = files.load(jid).map(Load::body).orElse(Data.Dict.EMPTY);
    }

    /// The minions that have returned by now, in no order.
    public List<MinionId> returned() throws IOException {
      return files.returned(_ -> true);
    }

    /// What one of them returned.
    public Optional<Return> returnOf(MinionId minion) throws IOException {
      return opened(files.returnOf(jid, minion, load));
    }
  }

  /// The loads and returns written in a window of time; see [JobScan].
  ///
  /// @throws IOException where the cache cannot be listed
  public JobScan changedBetween(Instant from, Instant to) throws IOException {
    return new JobScan(root, from, to, limits);
  }

  /// Up to so many jobs, the newest first. Looks at every job there is.
  ///
  /// @throws IOException where the cache cannot be listed
  public List<Jid> newest(int wanted) throws IOException {
    return new NewestJobs(wanted, limits).in(root);
  }

  /// Whether the cache is there and can be listed.
  public Check check() {
    Path at = Files.exists(root) || root.getParent() == null ? root : root.getParent();
    return Files.isReadable(at) && Files.isExecutable(at)
        ? Check.ok("job cache", root.toString())
        : Check.failed("job cache", at + " is " + Unreadable.advice(at));
  }

  private JobFiles files(Jid jid) {
    return new JobFiles(of(jid), limits, new ScanTally());
  }
}
