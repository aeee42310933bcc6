package dev.saltern.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Replaces a damaged file: what SQLite still reads is saved into a new one, then the old one moves
/// aside and the new one takes its place. A crash on the way loses nothing: the old file stays
/// until the new one is whole. Used by the one process that holds the lock, with no connection
/// open.
final class Rescue {
  private static final Logger log = LoggerFactory.getLogger(Rescue.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private final Path file;
  private final Path saved;
  private final InstantSource clock;

  Rescue(Path file, InstantSource clock) {
    this.file = file;
    this.saved = SpoolFiles.beside(file, ".saved");
    this.clock = clock;
  }

  /// Looks at every page.
  ///
  /// @throws SQLiteException of code `SQLITE_CORRUPT` where one is damaged
  static void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      String found = row.next() ? row.getString(1) : "nothing";
      if (!found.equals("ok")) {
        throw new SQLiteException(found.replace('\n', ' '), SQLiteErrorCode.SQLITE_CORRUPT);
      }
    }
  }

  /// Ends what a crash left half done, before the file is opened: a log without its database, or a
  /// new file that is whole but not yet in place.
  void resume() throws SpoolException {
    try {
      boolean missing = !Files.exists(file) || Files.size(file) == 0;
      Path wal = SpoolFiles.beside(file, "-wal");
      if (!Files.exists(file) && Files.exists(saved)) {
        Files.move(saved, file, StandardCopyOption.ATOMIC_MOVE);
      } else if (missing && Files.exists(wal) && Files.size(wal) > 0) {
        run("the database is empty beside a log of " + Files.size(wal) + " bytes");
      }
    } catch (IOException e) {
      throw new SpoolException("the spool's file " + file + ": " + e, e);
    }
  }

  /// Copies the log aside where SQLite is about to drop commits from it ([LogCheck]). To be called
  /// before the file is opened.
  ///
  /// @return how many commits are lost
  long keepBrokenLog() throws SpoolException {
    try {
      long commits = LogCheck.lostCommits(file);
      if (commits > 0) {
        Path aside = SpoolFiles.beside(file, ".damaged-" + STAMP.format(clock.instant()) + "-wal");
        Files.copy(SpoolFiles.beside(file, "-wal"), aside, StandardCopyOption.COPY_ATTRIBUTES);
        log.atError()
            .addKeyValue("file", file)
            .addKeyValue("aside", aside)
            .log(
                "the spool's write-ahead log is damaged: {} commits behind the damaged place are"
                    + " lost; a copy of it stays for inspection",
                commits);
      }
      return commits;
    } catch (IOException e) {
      throw new SpoolException("the log of the spool " + file + ": " + e, e);
    }
  }

  /// Notes that what was appended since the newest record is lost, in the opened file.
  static void noteLostCommits(Connection connection, long commits) throws SQLException {
    long newest = Database.number(connection, "SELECT coalesce(max(appended), 0) FROM record");
    LossNote.write(connection, new Spool.Loss(Instant.ofEpochMilli(newest), commits));
  }

  /// Puts a new file with what SQLite still reads in the damaged one's place.
  void run(String reason) throws SpoolException {
    Path aside = SpoolFiles.beside(file, ".damaged-" + STAMP.format(clock.instant()));
    log.atError()
        .addKeyValue("file", file)
        .addKeyValue("aside", aside)
        .log("the spool's file is damaged ({}); saving what can be read", reason);
    try {
      remove(saved);
      SpoolFiles.file(file);
      Salvage.Found found = salvage();
      move(file, aside);
      Files.move(saved, file, StandardCopyOption.ATOMIC_MOVE);
      log.atError()
          .addKeyValue("file", file)
          .addKeyValue("aside", aside)
          .log("the spool goes on in a new file: {}; the damaged file stays for inspection", found);
    } catch (IOException | SQLException e) {
      throw new SpoolException("the damaged spool " + file + " cannot be mended: " + e, e);
    }
  }

  private Salvage.Found salvage() throws SQLException, SpoolException {
    SpoolFiles.file(saved);
    try (Connection to = Connections.writer(saved)) {
      Schema.ensure(to);
      return new Salvage(file, to).run();
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to);
    Path wal = SpoolFiles.beside(from, "-wal");
    if (Files.exists(wal)) {
      Files.move(wal, SpoolFiles.beside(to, "-wal"));
    }
    Files.deleteIfExists(SpoolFiles.beside(from, "-shm"));
  }

  private static void remove(Path database) throws IOException {
    for (String ending : new String[] {"", "-wal", "-shm"}) {
      Files.deleteIfExists(SpoolFiles.beside(database, ending));
    }
  }
}
