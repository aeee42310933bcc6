package dev.saltern.localmaster;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.wire.DataCodec;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the master's job cache took in a window of time, read one by one: of each job that changed
/// its load, then the returns whose directory changed in the window. Holds one bucket's changed
/// jobs and one job's ids in memory, and no file open between two calls. Confined to one thread.
///
/// Cheap because a return makes a minion's directory, which changes the time of the job's: one look
/// at each job directory finds the jobs, and only those are opened.
public final class JobScan {
  /// How much further back than the window is looked: file times are coarse, and a job's directory
  /// may be older than the return that is written into it.
  public static final Duration BEFORE = Duration.ofSeconds(2);

  /// How much later than the window is looked: a return is on the bus before it is on the disk.
  public static final Duration AFTER = Duration.ofSeconds(30);

  private final Instant from;
  private final Instant to;
  private final DataCodec.Limits limits;
  private final ScanTally tally = new ScanTally();
  private final Deque<Path> buckets = new ArrayDeque<>();
  private final Deque<Path> jobs = new ArrayDeque<>();
  private @Nullable OpenJob job;

  /// A load or a return.
  public sealed interface Found permits KeptLoad, KeptReturn {}

  /// A job as it was published.
  public record KeptLoad(Load load) implements Found {}

  private record OpenJob(JobFiles files, Jid jid, Data.Dict load, Iterator<MinionId> minions) {
    /// The next return that is there; nothing where none is left.
    Optional<KeptReturn> next() throws IOException {
      while (minions.hasNext()) {
        Optional<KeptReturn> found = files.returnOf(jid, minions.next(), load);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }
  }

  JobScan(Path root, Instant from, Instant to, DataCodec.Limits limits) throws IOException {
    this.from = from.minus(BEFORE);
    this.to = to.plus(AFTER);
    this.limits = limits;
    list(root).stream().sorted().forEach(buckets::add);
  }

  /// The next load or return; nothing at the end.
  ///
  /// @throws IOException where something is there and cannot be read; the call after reads on
  public Optional<Found> next() throws IOException {
    while (true) {
      OpenJob open = job;
      Optional<? extends Found> found = open == null ? Optional.empty() : open.next();
      if (found.isEmpty()) {
        job = null;
        if (jobs.isEmpty() && !fillJobs()) {
          return Optional.empty();
        }
        found = open(jobs.remove()).map(KeptLoad::new);
      }
      if (found.isPresent()) {
        tally.arrival();
        return Optional.of(found.get());
      }
    }
  }

  /// What was come across so far; where `broken` is not 0, look again later.
  public ScanCounts counts() {
    return tally.counts();
  }

  /// The first file that held no value, and why.
  public Optional<String> firstBroken() {
    return tally.firstBroken();
  }

  /// Opens a job: its minions are read next, its load is the result.
  private Optional<Load> open(Path directory) throws IOException {
    tally.changed();
    var files = new JobFiles(directory, limits, tally);
    Optional<Jid> jid = files.jid();
    if (jid.isEmpty()) {
      tally.foreign();
      return Optional.empty();
    }
    if (jid.get().startTime().filter(start -> start.isAfter(to)).isPresent()) {
      return Optional.empty();
    }
    Optional<Load> load = files.load(jid.get());
    Data.Dict body = load.map(Load::body).orElse(Data.Dict.EMPTY);
    job = new OpenJob(files, jid.get(), body, files.returned(this::inWindow).iterator());
    return load;
  }

  /// Takes buckets until one has a changed job; false where none is left.
  private boolean fillJobs() throws IOException {
    while (jobs.isEmpty()) {
      Path bucket = buckets.poll();
      if (bucket == null) {
        return false;
      }
      for (Path directory : list(bucket)) {
        Optional<BasicFileAttributes> attributes = JobFiles.attributes(directory);
        if (attributes.isPresent() && attributes.get().isDirectory()) {
          tally.job();
          // A later return moves the time on, so only the lower bound says that nothing happened.
          if (!attributes.get().lastModifiedTime().toInstant().isBefore(from)) {
            jobs.add(directory);
          }
        }
      }
    }
    return true;
  }

  private boolean inWindow(BasicFileAttributes attributes) {
    Instant time = attributes.lastModifiedTime().toInstant();
    return !time.isBefore(from) && !time.isAfter(to);
  }

  private static List<Path> list(Path directory) throws IOException {
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(found::add);
    } catch (NoSuchFileException | NotDirectoryException _) {
      return List.of();
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }
}
