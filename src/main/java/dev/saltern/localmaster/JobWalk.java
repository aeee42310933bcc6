package dev.saltern.localmaster;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.wire.DataCodec;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Every job of a master's job cache directory (`local_cache`), in the order of the directories'
/// names, from any one on: for who takes it all over and may be interrupted. Any `hash_type`. Holds
/// the names of two levels in memory. Confined to one thread.
public final class JobWalk {
  private final Path root;
  private final DataCodec.Limits limits;
  private NavigableSet<String> bucket = new TreeSet<>();
  private String bucketName = "";

  /// @param root the master's `jobs` directory
  public JobWalk(Path root) {
    this.root = root;
    this.limits = DataCodec.Limits.DEFAULT;
  }

  /// Whether it can be listed.
  public boolean isThere() {
    return Files.isDirectory(root) && Files.isReadable(root);
  }

  /// The name of the next job's directory, such as `3f/9a..`.
  ///
  /// @param after the one before; empty for the first
  /// @param changed not before then; a return that comes changes the time of its job's directory
  /// @return nothing where it was the last
  public Optional<String> next(String after, Instant changed) throws IOException {
    if (after.isEmpty()) {
      bucketName = ""; // a new walk: what was listed may have changed
    }
    String[] names = after.isEmpty() ? new String[] {"", ""} : after.split("/", 2);
    if (!bucketName.isEmpty() && names[0].equals(bucketName)) {
      Optional<String> found = within(bucket.higher(names[1]), changed);
      if (found.isPresent()) {
        return found;
      }
    }
    for (String name : names(root).tailSet(names[0], !names[0].equals(bucketName))) {
      boolean resumed = name.equals(names[0]);
      bucket = names(root.resolve(name));
      bucketName = name;
      Optional<String> found =
          within(resumed ? bucket.higher(names[1]) : bucket.ceiling(""), changed);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /// The first job of the bucket from one on.
  private Optional<String> within(@Nullable String from, Instant changed) throws IOException {
    for (String job = from; job != null; job = bucket.higher(job)) {
      Optional<BasicFileAttributes> found =
          JobFiles.attributes(root.resolve(bucketName).resolve(job));
      if (found.filter(BasicFileAttributes::isDirectory).isPresent()
          && !found.get().lastModifiedTime().toInstant().isBefore(changed)) {
        return Optional.of(bucketName + "/" + job);
      }
    }
    return Optional.empty();
  }

  private static NavigableSet<String> names(Path directory) throws IOException {
    NavigableSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    } catch (NoSuchFileException | NotDirectoryException _) {
      // gone by now, or a file beside the buckets
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /// What is in one job's directory.
  ///
  /// @param broken told of each file that holds no value, and why
  /// @return nothing where it tells no jid
  public Optional<Job> open(String name, BiConsumer<Path, String> broken) throws IOException {
    JobFiles files = new JobFiles(root.resolve(name), limits, new ScanTally(broken));
    Optional<Jid> jid = files.jid();
    return jid.isEmpty() ? Optional.empty() : Optional.of(new Job(jid.get(), files));
  }

  /// One job. Confined to one thread.
  public static final class Job {
    private final Jid jid;
    private final JobFiles files;
    private Data.Dict body = Data.Dict.EMPTY;

    private Job(Jid jid, JobFiles files) {
      this.jid = jid;
      this.files = files;
    }

    public Jid jid() {
      return jid;
    }

    /// As it was published, with the minions it was for; read it before the returns.
    public Optional<Load> load() throws IOException {
      Optional<Load> load = files.load(jid);
      body = load.map(Load::body).orElse(Data.Dict.EMPTY);
      return load;
    }

    /// The minions that have returned, in order.
    public List<MinionId> returned() throws IOException {
      return files.returned(_ -> true).stream().sorted().toList();
    }

    /// What one of them returned.
    public Optional<Return> returnOf(MinionId minion) throws IOException {
      return JobDirectory.opened(files.returnOf(jid, minion, body));
    }
  }
}
