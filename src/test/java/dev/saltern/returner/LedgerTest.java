package dev.saltern.returner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import dev.saltern.spool.SqliteSpool;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir Path directory;

  private Spool open() throws SpoolException {
    return SqliteSpool.open(ReturnerRig.config(directory), InstantSource.system());
  }

  private static Journal started(Spool spool) throws SpoolException {
    var journal = new Journal(spool, JournalConfig.DEFAULT, ReturnerRig.QUICK);
    journal.start();
    return journal;
  }

  private static Ledger.Counts returns(Journal journal) throws SpoolException {
    return journal.ledger().counts().getOrDefault(Kind.RETURN, new Ledger.Counts(-1, 0, 0, 0, 0));
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("spool.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  void whatWasThereBeforeTheLedgerIsNotSeen() throws Exception {
    try (Spool spool = open()) {
      spool.append(List.of(new Spool.Item(Kind.RETURN.label(), new byte[] {1})));
      try (Journal journal = started(spool)) {
        assertThat(returns(journal)).isEqualTo(new Ledger.Counts(0, 0, 0, 0, 0));
        journal.acceptAndForce(List.of(Arrivals.ret("web1")));
        assertThat(returns(journal)).isEqualTo(new Ledger.Counts(1, 0, 0, 0, 0));
      }
    }
  }

  @Test
  void aRecordDamagedBeforeItWasStoredIsDead() throws Exception {
    // A journal that has just written a record has it in memory still.
    try (Spool spool = open();
        Journal journal = started(spool)) {
      journal.reader(Journal.MYSQL);
      journal.acceptAndForce(List.of(Arrivals.ret("web1"), Arrivals.ret("web2")));
    }
    sql("UPDATE record SET crc = crc + 1 WHERE position = 2");

    try (Spool spool = open();
        Journal journal = started(spool)) {
      JournalReader reader = journal.reader(Journal.MYSQL);
      assertThat(reader.next(10, Long.MAX_VALUE, Duration.ZERO)).hasSize(1);

      assertThat(returns(journal)).isEqualTo(new Ledger.Counts(2, 0, 0, 0, 1));
      reader.advance(1);
      assertThat(reader.next(10, Long.MAX_VALUE, Duration.ZERO)).isEmpty();
      assertThat(reader.backlog()).as("nothing is left behind the damage").isZero();
    }
  }

  @Test
  void aRecordDamagedAfterItWasStoredIsNot() throws Exception {
    try (Spool spool = open();
        Journal journal = started(spool)) {
      JournalReader mom = journal.reader("mom1");
      journal.acceptAndForce(List.of(Arrivals.ret("web1")));
      var entry = new Ledger.Entry();
      entry.stored(Kind.RETURN, new dev.saltern.jobcache.Stored(1, 0, 0));
      journal.reader(Journal.MYSQL).advance(new Spool.Step(1, entry.counts(), List.of()));
      assertThat(mom.position()).isZero();
    }
    sql("UPDATE record SET crc = crc + 1");

    try (Spool spool = open();
        Journal journal = started(spool)) {
      JournalReader mom = journal.reader("mom1");
      assertThat(mom.next(10, Long.MAX_VALUE, Duration.ZERO)).isEmpty();

      assertThat(returns(journal)).isEqualTo(new Ledger.Counts(1, 1, 0, 0, 0));
    }
  }

  @Test
  void whatADamagedSpoolLostIsBookedAsDeadAtTheNextStart() throws Exception {
    try (Spool spool = open();
        Journal journal = started(spool)) {
      journal.acceptAndForce(List.of(Arrivals.ret("web1"), Arrivals.ret("web2")));
    }
    sql("DELETE FROM record WHERE position = 2");
    sql("UPDATE state SET records = 1");

    try (Spool spool = open();
        Journal journal = started(spool)) {
      assertThat(returns(journal)).isEqualTo(new Ledger.Counts(2, 0, 0, 0, 1));
    }
  }

  @Test
  void recordsThatCameBackWithADamagedSpoolAreSeen() throws Exception {
    try (Spool spool = open();
        Journal journal = started(spool)) {
      journal.acceptAndForce(List.of(Arrivals.ret("web1")));
    }
    sql("DELETE FROM counter WHERE name LIKE 'appended%'");

    try (Spool spool = open();
        Journal journal = started(spool)) {
      assertThat(returns(journal)).isEqualTo(new Ledger.Counts(1, 0, 0, 0, 0));
      assertThat(spool.counters()).containsAllEntriesOf(Map.of("ledger.before.return", -1L));
    }
  }
}
