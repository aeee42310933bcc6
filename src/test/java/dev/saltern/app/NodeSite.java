package dev.saltern.app;

import dev.saltern.job.Jid;
import dev.saltern.returner.Journal;
import dev.saltern.returner.Kind;
import dev.saltern.returner.Ledger;
import dev.saltern.simulator.FakeMom;
import dev.saltern.simulator.Scenario;
import dev.saltern.spool.SqliteSpool;
import dev.saltern.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;

/// A simulated tree with a real database, and the settings of a node beside its first master.
final class NodeSite implements AutoCloseable {
  final TestDatabase database;
  final Scenario scenario;
  final Path folder;

  NodeSite(Scenario.Plan plan, Path folder) throws Exception {
    this(plan, folder, TestDatabase.migrated());
  }

  NodeSite(Scenario.Plan plan, Path folder, TestDatabase database) throws Exception {
    this.folder = folder;
    this.database = database;
    this.scenario = Scenario.of(plan);
    settings(database.config().server().port());
  }

  /// Writes our own file.
  void settings(int mysqlPort) throws IOException {
    settings(database.settings(mysqlPort));
  }

  /// The same with other words on where the database is.
  void settings(String mysql) throws IOException {
    Files.writeString(
        config().resolve("saltern"),
        mysql + "spool.path: " + folder + "/spool/spool.db\nforward.returns: all\nhttp.port: 0\n");
  }

  Path config() {
    return scenario.master(1).configDirectory();
  }

  FakeMom mom() {
    return scenario.mom();
  }

  NodeConfig read() throws ConfigException {
    return NodeConfig.read(config(), Map.of());
  }

  /// What the ledger in the node's spool says of a kind.
  Ledger.Counts ledger(Kind kind) throws Exception {
    var config = read().spool();
    if (!Files.exists(config.path())) {
      return new Ledger.Counts(0, 0, 0, 0, 0);
    }
    try (var spool = SqliteSpool.visit(config, Clock.systemUTC())) {
      return new Ledger(spool).counts().getOrDefault(kind, new Ledger.Counts(0, 0, 0, 0, 0));
    }
  }

  /// How many arrivals really wait in the spool for MySQL.
  long waiting() throws Exception {
    try (var spool = SqliteSpool.visit(read().spool(), Clock.systemUTC())) {
      var mysql = spool.stats().readers().get(Journal.MYSQL);
      return mysql == null
          ? 0
          : spool.labels(mysql.position()).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  int returns() throws Exception {
    return count("SELECT COUNT(*) FROM salt_returns");
  }

  int returns(Jid jid) throws Exception {
    return count("SELECT COUNT(*) FROM salt_returns WHERE jid = ?", jid.text());
  }

  int count(String sql, String... values) throws Exception {
    return database.count(sql, values);
  }

  @Override
  public void close() throws SQLException {
    scenario.close();
    database.close();
  }
}
