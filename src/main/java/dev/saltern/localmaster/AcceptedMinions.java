package dev.saltern.localmaster;

import dev.saltern.job.MinionId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// The minions whose key the local master has accepted: the files in `pki_dir/minions`. Listed
/// again whenever that directory has changed. Thread-safe.
public final class AcceptedMinions {
  /// File times are coarse: a listing made this soon after a change may not show the next one.
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final Path directory;
  private final Clock clock;
  private Set<MinionId> ids = Set.of();
  private FileTime listed = FileTime.fromMillis(Long.MIN_VALUE);

  public AcceptedMinions(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /// The ids as of now; none before the first key was accepted.
  ///
  /// @throws IOException where the directory cannot be read
  public synchronized Set<MinionId> ids() throws IOException {
    try {
      FileTime changed = Files.getLastModifiedTime(directory);
      if (!changed.equals(listed)) {
        ids = list();
        boolean settled = changed.toInstant().plus(SETTLED).isBefore(clock.instant());
        listed = settled ? changed : FileTime.fromMillis(Long.MIN_VALUE);
      }
      return ids;
    } catch (NoSuchFileException _) {
      return Set.of();
    }
  }

  private Set<MinionId> list() throws IOException {
    var found = new HashSet<MinionId>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        // The master's own cache of this list, `.key_cache`, stands among the keys.
        if (!name.startsWith(".")) {
          MinionId.parse(name).ifPresent(found::add);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return Set.copyOf(found);
  }
}
