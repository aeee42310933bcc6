package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Jid;
import dev.saltern.testing.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `saltern db retain` as an admin types it.
class RetainCommandIT {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private TestDatabase database;
  private Connection sql;

  @BeforeEach
  void create() throws Exception {
    database = TestDatabase.migrated();
    sql = database.connect();
    Files.writeString(folder.resolve("master"), "id: master1\n");
    Files.writeString(
        folder.resolve("saltern"),
        database.settings() + "retain.classes: [ \"ping test.ping any 2h\" ]\n");
  }

  @AfterEach
  void drop() throws Exception {
    sql.close();
    database.close();
  }

  @Test
  void theRehearsalAndTheRunPrintWhatGoes() throws Exception {
    ping(Duration.ofHours(1));
    ping(Duration.ofHours(3));

    assertThat(run("--dry-run")).isZero();
    assertThat(out.toString()).contains("ping", "1 jobs, 1 rows, about ", " would go");
    assertThat(count()).isEqualTo(2);
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("1 jobs, 1 rows, about ", " went").doesNotContain("would");
    assertThat(count()).isEqualTo(1);
    assertThat(run("--limit-time", "10m")).isZero();
    assertThat(out.toString()).isEqualTo("nothing went" + System.lineSeparator());
  }

  @Test
  void anotherOneAtItIsToldAndTheExitCodeIs69() throws Exception {
    execute("INSERT INTO salt_lease VALUES ('retain', 'db1 pid 7 #1', NOW(6) + INTERVAL 1 MINUTE)");

    assertThat(run()).isEqualTo(69);

    assertThat(err.toString()).startsWith("Another clean-up is at it: db1 pid 7 #1, until ");
  }

  @Test
  void aTimeThatIsNoneIsAUsageError() {
    assertThat(run("--limit-time", "soon")).isEqualTo(2);
    assertThat(err.toString()).contains("--limit-time: expected a time such as 30s, 10m or 2h");
  }

  private void ping(Duration ago) throws Exception {
    String jid = Jid.at(Instant.now().minus(ago)).text();
    execute("INSERT INTO jids (jid, `load`, fun) VALUES ('" + jid + "', '{}', 'test.ping')");
  }

  private int count() throws Exception {
    try (var statement = sql.createStatement();
        var rows = statement.executeQuery("SELECT COUNT(*) FROM jids")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private void execute(String text) throws Exception {
    try (var statement = sql.createStatement()) {
      statement.execute(text);
    }
  }

  private int run(String... options) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] arguments = new String[4 + options.length];
    arguments[0] = "db";
    arguments[1] = "retain";
    arguments[2] = "--config-dir";
    arguments[3] = folder.toString();
    System.arraycopy(options, 0, arguments, 4, options.length);
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }
}
