package dev.saltern.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;

/// Which Saltern this is: its version, the commit it was built of and that commit's date, as the
/// build wrote them beside this class. Immutable.
///
/// @param number `development` where no build wrote any
/// @param commit its short id, with `-dirty` where sources were changed since; `unknown` where the
///   sources had no history
/// @param date `yyyy-MM-dd`, of the commit
record Version(String number, String commit, String date) {
  private static final String UNKNOWN = "unknown";

  private static final Version CURRENT = read();

  /// The one that runs.
  static Version current() {
    return CURRENT;
  }

  /// In one line: `0.1.0 (1a2b3c4d5, 2026-12-01)`.
  static String text() {
    return CURRENT.toString();
  }

  private static Version read() {
    var built = new Properties();
    try (InputStream file = Version.class.getResourceAsStream("build.properties")) {
      if (file != null) {
        built.load(file);
      }
    } catch (IOException e) {
      throw new IllegalStateException("expected to read the build.properties of our own jar", e);
    }
    return of(built);
  }

  static Version of(Properties built) {
    String commit = built.getProperty("git.commit.id.abbrev", UNKNOWN);
    return new Version(
        built.getProperty("git.build.version", "development"),
        Boolean.parseBoolean(built.getProperty("git.dirty")) ? commit + "-dirty" : commit,
        built.getProperty("git.commit.time", UNKNOWN));
  }

  @Override
  public String toString() {
    return commit.equals(UNKNOWN) ? number : "%s (%s, %s)".formatted(number, commit, date);
  }

  /// What `saltern --version` and `saltern version` print.
  static final class Provider implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"saltern " + text() + ", Java " + Runtime.version()};
    }
  }
}
