package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Key files of Salt's `pki_dir`, written so that a reader sees all of one or none.
final class KeyFiles {
  /// No key of Salt's comes near.
  private static final long BYTES_MAX = 64 << 10;

  private KeyFiles() {}

  static String read(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > BYTES_MAX) {
      throw new IOException("expected a key in %s, found %d bytes".formatted(file, bytes));
    }
    return Files.readString(file, UTF_8);
  }

  /// Writes a file that must not be there yet; false where it is.
  static boolean create(Path file, String text, String mode) throws IOException {
    Path fresh = write(file, text, mode);
    try {
      // A link fails where the name is taken, which a rename would not.
      Files.createLink(file, fresh);
      return true;
    } catch (FileAlreadyExistsException _) {
      return false;
    } finally {
      Files.delete(fresh);
    }
  }

  /// Makes a folder of keys, where there is none, closed to all others.
  static void folder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /// Writes a file in place of what may be there.
  static void replace(Path file, String text, String mode) throws IOException {
    Files.move(write(file, text, mode), file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path write(Path file, String text, String mode) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("no folder for " + file);
    }
    // Made with 0600, so that the text is never readable for others, not even for a moment.
    Path fresh = Files.createTempFile(folder, "." + file.getFileName(), ".new");
    Files.writeString(fresh, text, UTF_8);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
    return fresh;
  }
}
