package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.entry;
import static dev.saltern.jobcache.Arrivals.event;
import static dev.saltern.jobcache.Arrivals.newJid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.Stored;
import dev.saltern.jobcache.Written;
import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A batch is inserted first; what is there is read only where something is.
class InsertFirstIT {
  private static final int RETURNS = 499;
  private static TestDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.migrated();
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
  }

  /// What a batch did, and with how many statements.
  private record Done(Written written, long selects, long inserts) {}

  private static Done write(Connection connection, List<Entry> entries) throws Exception {
    long selects = count(connection, "Com_select");
    long inserts = count(connection, "Com_insert");
    Written written =
        new WriteBatch(
                connection,
                Batch.of(entries, 4 << 20, 16 << 20),
                "node",
                StatesKept.CHANGED,
                4 << 20)
            .run(_ -> true);
    connection.commit();
    return new Done(
        written,
        count(connection, "Com_select") - selects,
        count(connection, "Com_insert") - inserts);
  }

  private static long count(Connection connection, String counter) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet row = s.executeQuery("SHOW SESSION STATUS LIKE '" + counter + "'")) {
      row.next();
      return row.getLong(2);
    }
  }

  @Test
  void whereAllIsNewNothingIsReadBack() throws Exception {
    Jid jid = newJid();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < RETURNS; i++) {
      entries.add(entry(answer(jid, "m" + i, i)));
    }
    entries.add(entry(event("beacon/" + jid, "2026-11-24T12:00:00", "i", 1)));
    try (var pool = Database.open(database.config());
        Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);

      Done first = write(connection, entries);
      Done again = write(connection, entries);

      assertThat(first.written().returns()).isEqualTo(new Stored(RETURNS, 0, 0));
      assertThat(first.written().events()).isEqualTo(new Stored(1, 0, 0));
      assertThat(first.selects()).isZero();
      assertThat(first.inserts()).isEqualTo(6 + 1 + 1); // returns, the event, the job's mark
      assertThat(again.written()).isEqualTo(first.written());
      assertThat(again.selects()).isPositive();
    }
  }

  @Test
  void onlyWhatIsNotOursIsMerged() throws Exception {
    Jid jid = newJid();
    List<Entry> others = List.of(entry(answer(jid, "m1", "x")), entry(answer(jid, "m2", "y")));
    List<Entry> mixed = new ArrayList<>(List.of(entry(answer(jid, "m1", "x"))));
    mixed.add(entry(answer(jid, "m2", "later", "2026-11-24T13:00:00")));
    mixed.add(entry(answer(jid, "m3", "z")));
    try (var pool = Database.open(database.config());
        Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      write(connection, others);

      Done done = write(connection, mixed);

      assertThat(done.written().returns()).isEqualTo(new Stored(1, 1, 1));
    }
  }
}
