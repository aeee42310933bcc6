package dev.saltern.localmaster;

import dev.saltern.job.Jid;
import dev.saltern.wire.DataCodec;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.PriorityQueue;

/// The newest jobs of the master's job cache by their jids. Opens one file of every job, holds only
/// as many jids as are wanted.
final class NewestJobs {
  private final int wanted;
  private final DataCodec.Limits limits;
  private final ScanTally tally = new ScanTally();
  private final PriorityQueue<Jid> newest = new PriorityQueue<>();

  NewestJobs(int wanted, DataCodec.Limits limits) {
    this.wanted = wanted;
    this.limits = limits;
  }

  /// Newest first.
  List<Jid> in(Path root) throws IOException {
    each(root, bucket -> each(bucket, this::look));
    return newest.stream().sorted(java.util.Comparator.reverseOrder()).toList();
  }

  private interface Visit {
    void at(Path path) throws IOException;
  }

  private void look(Path job) throws IOException {
    if (Files.isDirectory(job)) {
      new JobFiles(job, limits, tally).jid().ifPresent(newest::add);
      if (newest.size() > wanted) {
        newest.remove();
      }
    }
  }

  private static void each(Path directory, Visit visit) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        visit.at(entry);
      }
    } catch (NoSuchFileException | NotDirectoryException _) {
      // None yet, gone by now, or no bucket.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
