package dev.saltern.spool;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The spool's files and their modes: what minions returned is nobody else's business, so the
/// directory is 0700 and each file 0600 from its first moment. SQLite gives the log beside the
/// database the database's own mode.
final class SpoolFiles {
  private static final Logger log = LoggerFactory.getLogger(SpoolFiles.class);
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private SpoolFiles() {}

  /// Makes the directory where it is missing, and refuses one that others can enter.
  static void directory(Path file) throws SpoolException {
    Path directory = Objects.requireNonNull(file.getParent(), "an absolute path has a parent");
    try {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
      Set<PosixFilePermission> found = Files.getPosixFilePermissions(directory);
      if (!DIRECTORY.containsAll(found)) {
        throw new SpoolException(
            "the spool's directory "
                + directory
                + " is open to others: expected rwx------, found "
                + PosixFilePermissions.toString(found)
                + "; mend it with: chmod 0700 "
                + directory);
      }
    } catch (IOException e) {
      throw new SpoolException("the spool's directory " + directory + ": " + e, e);
    }
  }

  /// Makes an empty file where there is none; closes one that is open to others.
  static void file(Path file) throws SpoolException {
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
    } catch (FileAlreadyExistsException _) {
      close(file);
    } catch (IOException e) {
      throw new SpoolException("the spool's file " + file + " cannot be made: " + e, e);
    }
  }

  private static void close(Path file) throws SpoolException {
    try {
      Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
      if (!FILE.containsAll(found)) {
        Files.setPosixFilePermissions(file, EnumSet.copyOf(FILE));
        log.atWarn()
            .addKeyValue("file", file)
            .log(
                "the spool's file was open to others ({}); closed it",
                PosixFilePermissions.toString(found));
      }
    } catch (IOException e) {
      throw new SpoolException("the spool's file " + file + ": " + e, e);
    }
  }

  /// A file beside `file` with an ending of its own, such as `-wal`.
  static Path beside(Path file, String ending) {
    return file.resolveSibling(Objects.requireNonNull(file.getFileName()) + ending);
  }
}
