package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.testing.TestDatabase;
import dev.saltern.wire.JsonText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `saltern db import` as an admin types it, well and badly.
class ImportCommandIT {
  private static final String JID = "20261110120000000000";

  private static TestDatabase jobCache;
  private static TestDatabase stock;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void create() throws Exception {
    jobCache = TestDatabase.migrated();
    stock = TestDatabase.empty();
    execute(
        stock,
        "CREATE TABLE jids (jid varchar(255) NOT NULL, `load` mediumtext NOT NULL, UNIQUE KEY jid"
            + " (jid))",
        """
        CREATE TABLE salt_returns (fun varchar(50) NOT NULL, jid varchar(255) NOT NULL,
          `return` mediumtext NOT NULL, id varchar(255) NOT NULL, success varchar(10) NOT NULL,
          full_ret mediumtext NOT NULL, alter_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
          KEY id (id), KEY jid (jid), KEY fun (fun))""",
        "INSERT INTO jids VALUES ('" + JID + "', '{\"fun\": \"test.ping\"}')",
        """
        INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret) VALUES
          ('test.ping', '%1$s', 'true', 'm1', '1', '{"fun": "test.ping", "return": true}'),
          ('test.ping', '%1$s', 'true', 'm1', '1', '{"fun": "test.ping", "return": true}'),
          ('test.ping', 'x\u001b[2J', 'true', 'm1', '1', '{}'),
          ('saltutil.find_job', '%1$s', '{}', 'm2', '1', '{"fun": "saltutil.find_job", "return": {}}')
        """
            .formatted(JID));
  }

  @AfterAll
  static void drop() throws Exception {
    stock.close();
    jobCache.close();
  }

  @BeforeEach
  void configure() throws Exception {
    configure(jobCache.settings());
  }

  private void configure(String settings) throws Exception {
    Files.writeString(folder.resolve("master"), "id: master1\n");
    Files.writeString(folder.resolve("saltern"), settings);
  }

  @Test
  void theRehearsalTheImportAndTheNextRunAreReported() throws Exception {
    Path file = folder.resolve("report.json");

    assertThat(run("--from", name(stock), "--dry-run")).isZero();
    assertThat(out.toString())
        .contains("dry run: nothing was changed")
        .containsPattern("salt_returns +4 +1 +0 +0 +1 +0 +2\\b");
    assertThat(jobCache.count("SELECT COUNT(*) FROM salt_returns")).isZero();

    assertThat(run("--from", name(stock), "--report", file.toString(), "--rate", "1000")).isZero();
    assertThat(out.toString())
        .containsPattern("jids +1 +1 +0 +0 +0 +0 +0\\b")
        .containsPattern("salt_returns +4 +1 +0 +0 +1 +0 +2\\b")
        .contains("1 skipped: its jid is none", "jid 'x?[2J' id 'm1'", "store.* of the")
        .doesNotContain("\u001b");
    assertThat(jobCache.count("SELECT COUNT(*) FROM salt_returns WHERE source = 20")).isEqualTo(1);
    Data.Dict report = (Data.Dict) JsonText.read(Files.readString(file));
    Data.Dict table =
        report.dict("tables").flatMap(tables -> tables.dict("salt_returns")).orElseThrow();
    assertThat(table.integer("rows_read")).contains(4L);
    assertThat(table.dict("this_run").flatMap(now -> now.integer("inserted"))).contains(1L);
    assertThat(table.dict("skipped_reasons").orElseThrow().entries()).hasSize(2);

    assertThat(run("--from", name(stock))).isZero();
    assertThat(out.toString()).containsPattern("of this run +0 +0 +0 +0 +0 +0 +0\\b");
  }

  @Test
  void whatIsNoSourceEndsWithTheCodeThatFits() throws Exception {
    try (TestDatabase nothing = TestDatabase.empty()) {
      assertThat(run("--from", name(nothing))).isEqualTo(3);
      assertThat(err.toString()).contains("has no table jids, salt_returns, salt_events");
      execute(nothing, "CREATE TABLE jids (jid varchar(255), other int, KEY jid (jid))");
      assertThat(run("--from", name(nothing))).isEqualTo(2);
      assertThat(err.toString()).contains("jids is no table of the stock returner, it has no load");
      execute(nothing, "DROP TABLE jids", "CREATE TABLE jids (jid varchar(255), `load` text)");
      assertThat(run("--from", name(nothing))).isEqualTo(2);
      assertThat(err.toString()).contains("CREATE INDEX jid ON jids (jid)");
    }
    assertThat(run("--from", "no_such_database")).isEqualTo(3);
    assertThat(err.toString()).contains("there is no such database");
    assertThat(run("--from", "127.0.0.1:1/salt")).isEqualTo(69);
    assertThat(err.toString()).contains("the stock tables at 127.0.0.1:1/salt cannot be read");
    assertThat(run("--local-cache", folder.resolve("none").toString())).isEqualTo(3);
    assertThat(err.toString()).contains("is no directory");
  }

  @Test
  void theJobCacheItselfAndAnyOtherOfOursAreRefused() throws Exception {
    assertThat(run("--from", name(jobCache))).isEqualTo(2);
    assertThat(err.toString()).contains("is the job cache itself");
    try (TestDatabase other = TestDatabase.migrated()) {
      assertThat(run("--from", name(other))).isEqualTo(2);
      assertThat(err.toString()).contains("a job cache of Saltern's own");
    }
  }

  @Test
  void aWrongCommandLineIsAUsageError() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("--from", "a", "--local-cache", "/b")).isEqualTo(2);
    assertThat(run("--from", "root:secret@db1/salt")).isEqualTo(2);
    assertThat(err.toString()).contains("SALTERN_IMPORT_USER").doesNotContain("secret");
    assertThat(run("--from", name(stock), "--rate", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rate: expected at least 1");
    assertThat(run("--from", name(stock), "--rate", "fast")).isEqualTo(2);
    assertThat(run("--from", name(stock), "--since", "soon")).isEqualTo(2);
    assertThat(err.toString()).contains("--since: expected a time");
  }

  @Test
  void aJobCacheThatIsTooOldOrAwayIsUnavailable() throws Exception {
    try (TestDatabase empty = TestDatabase.empty()) {
      configure(empty.settings());
      assertThat(run("--from", name(stock))).isEqualTo(69);
      assertThat(err.toString()).contains("run saltern db migrate");
    }
    try (TestDatabase old = TestDatabase.migrated()) {
      execute(old, "DROP TABLE salt_import");
      configure(old.settings());
      assertThat(run("--from", name(stock))).isEqualTo(69);
      assertThat(err.toString()).contains("run saltern db migrate first");
    }
    configure(jobCache.settings(1));
    assertThat(run("--from", name(stock))).isEqualTo(69);
  }

  @Test
  void anAccountWithoutTheRightsIsRefused() throws Exception {
    execute(
        stock,
        "CREATE USER 'import_none'@'%' IDENTIFIED BY 'none-One-1'",
        "CREATE USER 'import_read'@'%' IDENTIFIED BY 'read-One-1'",
        "GRANT SELECT ON " + name(stock) + ".* TO 'import_read'@'%'",
        "GRANT SELECT ON " + name(jobCache) + ".* TO 'import_read'@'%'");
    try {
      configure(account("import_none", "none-One-1"));
      assertThat(run("--from", name(stock))).isEqualTo(77);
      configure(account("import_read", "read-One-1"));
      assertThat(run("--from", name(stock))).isEqualTo(77);
      configure(account("import_read", "wrong"));
      assertThat(run("--from", name(stock))).isEqualTo(77);
      assertThat(err.toString()).doesNotContain("wrong'").contains("1045");
    } finally {
      execute(stock, "DROP USER 'import_none'@'%'", "DROP USER 'import_read'@'%'");
    }
  }

  private static String account(String user, String pass) {
    return jobCache
        .settings()
        .replaceFirst("user: '[^']*'", "user: '" + user + "'")
        .replaceFirst("pass: '[^']*'", "pass: '" + pass + "'");
  }

  private static String name(TestDatabase database) {
    return database.config().database();
  }

  private static void execute(TestDatabase database, String... statements) throws Exception {
    try (Connection sql = database.connect();
        var statement = sql.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  private int run(String... options) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> arguments = new ArrayList<>(List.of("db", "import", "-c", folder.toString()));
    arguments.addAll(List.of(options));
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments.toArray(String[]::new));
  }
}
