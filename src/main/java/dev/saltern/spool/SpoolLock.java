package dev.saltern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The lock that keeps a second node off one spool: a file beside it, locked while this is open,
/// with our pid in it. It goes with the process however that ends.
///
/// The kernel gives a process's locks on a file up when it closes any descriptor of that file, so
/// this process must never open the file twice: what is held here is remembered in [#HELD].
final class SpoolLock implements AutoCloseable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
  private static final int PID_BYTES_MAX = 20;

  private final Path file;
  private final FileChannel channel;

  private SpoolLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Takes the lock of the spool at `database`.
  ///
  /// @throws SpoolException naming the process that has it
  static SpoolLock take(Path database) throws SpoolException {
    Path file = SpoolFiles.beside(database, ".lock");
    if (!HELD.add(file)) {
      throw inUse(database, Long.toString(ProcessHandle.current().pid()));
    }
    @Nullable SpoolLock taken = null;
    try {
      SpoolFiles.file(file);
      taken = lock(file, database);
      return taken;
    } catch (IOException e) {
      throw new SpoolException("the spool's lock " + file + ": " + e, e);
    } finally {
      if (taken == null) {
        HELD.remove(file);
      }
    }
  }

  /// Who has it, as the file says: to ask the lock itself would be in the way of a node that
  /// starts.
  static Optional<Long> user(Path database) {
    try {
      return Optional.of(
              Files.readString(SpoolFiles.beside(database, ".lock"), StandardCharsets.US_ASCII)
                  .strip())
          .filter(pid -> pid.matches("\\d{1,18}"))
          .map(Long::valueOf)
          .filter(pid -> ProcessHandle.of(pid).isPresent());
    } catch (IOException _) {
      return Optional.empty(); // No such file, or not for this user.
    }
  }

  private static SpoolLock lock(Path file, Path database) throws IOException, SpoolException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
      if (lock == null) {
        throw inUse(database, Files.readString(file, StandardCharsets.US_ASCII).strip());
      }
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0).write(ByteBuffer.wrap(pid, 0, Math.min(pid.length, PID_BYTES_MAX)));
      return new SpoolLock(file, channel);
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
  }

  private static SpoolException inUse(Path database, String pid) {
    return new SpoolException(
        "the spool " + database + " is in use by process " + (pid.isEmpty() ? "unknown" : pid));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("the spool's lock " + file + " cannot be closed", e);
    } finally {
      HELD.remove(file);
    }
  }
}
