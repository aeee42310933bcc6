package dev.saltern.app;

import dev.saltern.jobcache.mysql.MySqlConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where `--from` points: a database beside the job cache, or one on another server. Never an
/// account: the command line is seen by everybody on the machine.
final class ImportFrom {
  static final String USER = "SALTERN_IMPORT_USER";
  static final String PASS = "SALTERN_IMPORT_PASS";

  private static final Pattern REMOTE =
      Pattern.compile(
          "(?:jdbc:)?(?:(?:mysql|mariadb)://)?(\\[[0-9A-Fa-f:.]+]|[^/:@?\\s\\[\\]]+)(?::(\\d{1,5}))?/([^/?@\\s]+)");
  private static final Pattern NAME = Pattern.compile("[^/:?@\\s]+");

  private ImportFrom() {}

  /// @param jobCache what is imported into; the account of it where the environment names no other
  /// @throws ConfigException where a file the environment names cannot be read
  /// @throws IllegalArgumentException where the text is none of the forms
  static MySqlConfig parse(String text, MySqlConfig jobCache, Map<String, String> environment)
      throws ConfigException {
    MySqlConfig.Server server = jobCache.server();
    String database = text;
    Matcher remote = REMOTE.matcher(text);
    if (remote.matches()) {
      int port =
          remote.group(2) == null ? MySqlConfig.PORT_DEFAULT : Integer.parseInt(remote.group(2));
      server = new MySqlConfig.Server(remote.group(1).replaceAll("[\\[\\]]", ""), port);
      database = remote.group(3);
    } else if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "--from: expected DATABASE, HOST/DATABASE or HOST:PORT/DATABASE; an account goes into %s and %s"
              .formatted(USER, PASS));
    }
    MySqlConfig.Credentials own = jobCache.credentials();
    MySqlConfig.Credentials credentials =
        new MySqlConfig.Credentials(
            value(USER, environment).orElse(own.user()),
            value(PASS, environment).orElse(own.password()));
    if (server.equals(jobCache.server()) && database.equals(jobCache.database())) {
      throw new IllegalArgumentException(
          "--from: "
              + database
              + " is the job cache itself; move the stock tables to a database of their own first");
    }
    return new MySqlConfig(server, database, credentials, jobCache.tls(), jobCache.limits());
  }

  private static Optional<String> value(String variable, Map<String, String> environment)
      throws ConfigException {
    String file = environment.get(variable + "_FILE");
    if (file == null) {
      return Optional.ofNullable(environment.get(variable));
    }
    try {
      return Optional.of(Files.readString(Path.of(file)).strip());
    } catch (IOException e) {
      throw new ConfigException(List.of("%s_FILE: %s cannot be read".formatted(variable, file)));
    }
  }
}
