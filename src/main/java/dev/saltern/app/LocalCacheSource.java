package dev.saltern.app;

import dev.saltern.job.Arrival;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.ImportRefusedException;
import dev.saltern.jobcache.mysql.ImportRefusedException.Why;
import dev.saltern.jobcache.mysql.ImportSource;
import dev.saltern.localmaster.JobScan;
import dev.saltern.localmaster.JobWalk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Import: `localmaster.JobWalk > LocalCacheSource > jobcache.mysql.Import`: a stock master's own
/// job cache directory, which goes on being written. A later pass opens what changed since the one
/// before began. Confined to one thread.
final class LocalCacheSource implements ImportSource {
  /// Its one part.
  static final String JOBS = "jobs";

  /// A job with more returns goes in parts of so many.
  private static final int JOB_ROWS_MAX = 20_000;

  private static final String BROKEN = "a file holds no value: half written, cut or too big";
  private static final String NO_JID = "a directory tells no jid";

  private final Path root;
  private final JobWalk walk;
  private final Clock clock;

  private LocalCacheSource(Path root, Clock clock) {
    this.root = root;
    this.walk = new JobWalk(root);
    this.clock = clock;
  }

  /// @param directory the master's `jobs` directory, or its `cachedir`
  static LocalCacheSource open(Path directory, Clock clock) throws ImportRefusedException {
    Path given = directory.toAbsolutePath().normalize();
    Path root = Files.isDirectory(given.resolve(JOBS)) ? given.resolve(JOBS) : given;
    LocalCacheSource source = new LocalCacheSource(root, clock);
    if (!source.walk.isThere()) {
      boolean there = Files.isDirectory(root);
      throw new ImportRefusedException(
          there ? Why.DENIED : Why.NOTHING_THERE,
          root + (there ? " cannot be read: run as the master's user" : " is no directory"));
    }
    return source;
  }

  @Override
  public String name() {
    String name = host() + ":" + root;
    return name.substring(Math.max(0, name.length() - 200));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "local";
    }
  }

  @Override
  public List<String> parts() {
    return List.of(JOBS);
  }

  @Override
  public String horizon(String part) {
    return clock.instant().toString();
  }

  @Override
  public Days days(Optional<Instant> since) throws JobCacheUnavailableException {
    Set<LocalDate> days = new HashSet<>();
    try {
      Optional<String> name = walk.next("", Instant.MIN);
      while (name.isPresent()) {
        walk.open(name.get(), (_, _) -> {})
            .flatMap(job -> job.jid().startTime())
            .filter(start -> since.filter(start::isBefore).isEmpty())
            .ifPresent(start -> days.add(LocalDate.ofInstant(start, ZoneOffset.UTC)));
        name = walk.next(name.get(), Instant.MIN);
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    return new Days(days, Set.of());
  }

  @Override
  public Optional<Place> page(String part, Look look, Optional<Place> after, Sink sink)
      throws JobCacheUnavailableException {
    Instant changed =
        look.previous().map(t -> Instant.parse(t).minus(JobScan.BEFORE)).orElse(Instant.MIN);
    try {
      Page page = new Page(look, sink);
      Optional<Place> at = after;
      while (page.rows < look.rowsMax()) {
        Optional<String> name =
            at.filter(p -> p.id().isPresent()).isPresent()
                ? at.map(Place::key)
                : walk.next(at.map(Place::key).orElse(""), changed);
        if (name.isEmpty()) {
          return Optional.empty();
        }
        at = Optional.of(new Place(name.get(), page.job(name.get(), at.flatMap(Place::id))));
      }
      return at;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private JobCacheUnavailableException unreadable(IOException e) {
    return new JobCacheUnavailableException(root + " cannot be read: " + e, e);
  }

  private final class Page {
    private final Look look;
    private final Sink sink;
    private int rows;

    Page(Look look, Sink sink) {
      this.look = look;
      this.sink = sink;
    }

    /// @param from after whose return
    /// @return after whose return it was left; nothing where all of it was read
    Optional<String> job(String name, Optional<String> from)
        throws IOException, JobCacheUnavailableException {
      List<String> broken = new ArrayList<>();
      Optional<JobWalk.Job> found =
          walk.open(name, (file, _) -> broken.add(root.relativize(file).toString()));
      Optional<String> left = Optional.empty();
      if (found.isEmpty()) {
        take(new Found.Bad(NO_JID, name, again()));
      } else if (wanted(found.get().jid())) {
        left = read(found.get(), from);
      }
      for (String file : broken) {
        take(new Found.Bad(BROKEN, file, again()));
      }
      return left;
    }

    private Optional<String> read(JobWalk.Job job, Optional<String> from)
        throws IOException, JobCacheUnavailableException {
      Optional<Load> load = job.load();
      if (load.isPresent() && from.isEmpty()) {
        take(row(load.get()));
      }
      int taken = 0;
      for (MinionId minion : job.returned()) {
        if (from.isPresent() && minion.text().compareTo(from.get()) <= 0) {
          continue;
        }
        Optional<Return> answer = job.returnOf(minion);
        if (answer.isPresent()) {
          take(row(answer.get()));
        }
        taken++;
        if (taken == JOB_ROWS_MAX) {
          return Optional.of(minion.text());
        }
      }
      return Optional.empty();
    }

    private boolean wanted(Jid jid) {
      return look.since().isEmpty()
          || jid.startTime().filter(look.since().get()::isAfter).isEmpty();
    }

    private boolean again() {
      return look.previous().isPresent();
    }

    private Found row(Arrival arrival) {
      return new Found.Row(arrival, "", Optional.empty(), "", again());
    }

    private void take(Found found) throws JobCacheUnavailableException {
      rows++;
      sink.take(found);
    }
  }

  @Override
  public void close() {}
}
