package dev.saltern.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Files as Salt writes them: with its modes, and those that must appear whole by a rename.
final class OwnFiles {
  private static final String OWNER_ONLY = "rw-------";

  private OwnFiles() {}

  /// A file only its owner may read.
  static void writePrivate(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    Files.writeString(file, text);
  }

  /// A file that appears whole: written beside under a temporary name, then renamed. Mode 0600.
  static void writeAtomically(Path file, byte[] bytes) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path temporary = Files.createTempFile(directory, ".___atomic_write", "");
    Files.write(temporary, bytes);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
