package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.mysql.MinionSet.Hash;
import dev.saltern.jobcache.mysql.RetainReport.Line;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The clean-up of sets that no job names any more.
class UnusedSetsIT {
  private RetainTables tables;

  @BeforeEach
  void create() throws Exception {
    tables = new RetainTables();
    tables.job(0, "test.ping", true);
    for (int i = 0; i < 10; i++) {
      set("old" + i, "INTERVAL 49 HOUR");
    }
    set("young", "INTERVAL 47 HOUR");
  }

  @AfterEach
  void drop() throws Exception {
    tables.close();
  }

  private void set(String id, String ago) throws SQLException {
    Sql.execute(
        tables.sql,
        "INSERT INTO salt_minion_set (hash, minions, minion_count, used_at) VALUES (?, ?, 1,"
            + " CURRENT_TIMESTAMP(6) - "
            + ago
            + ")",
        MinionSet.of(Arrivals.ids(id)).hash().bytes(),
        "[\"" + id + "\"]");
  }

  private List<String> sets() throws SQLException {
    return Sql.texts(tables.sql, "SELECT minions FROM salt_minion_set ORDER BY minions");
  }

  @Test
  void aSetThatNoJobNamesGoesTwoDaysAfterItWasUsed() throws Exception {
    Sql.execute(
        tables.sql,
        "UPDATE salt_minion_set SET used_at = used_at - INTERVAL 9 DAY WHERE minion_count = 2");

    RetainReport preview = tables.retention().preview(Duration.ofHours(1));
    RetainReport report = tables.run();

    assertThat(report.lines())
        .extracting(Line::what, Line::rows)
        .containsExactly(tuple("sets", 10L));
    assertThat(preview.lines()).isEqualTo(report.lines());
    assertThat(sets()).containsExactly("[\"m1\", \"m2\"]", "[\"young\"]");
    assertThat(tables.run().lines()).isEmpty();
  }

  @Test
  void aSetThatIsUsedAgainMeanwhileStays() throws Exception {
    var unused = new UnusedSets(tables.sql);
    List<Hash> found = unused.after(Hash.FIRST, 100);
    assertThat(found).hasSize(10).isSorted();
    tables.jobCache.write(Arrivals.batch(Arrivals.published(tables.jid(0), "test.ping", "old3")));

    assertThat(unused.remove(found)).isEqualTo(9);
    assertThat(sets()).contains("[\"old3\"]").hasSize(3);
  }
}
