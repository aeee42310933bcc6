package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.entry;
import static dev.saltern.jobcache.Arrivals.inDirectory;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.trimmed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Return;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.Stored;
import dev.saltern.wire.JsonText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every two, three and all copies of a return, in each order they can come in, against what the
/// rules say in a few lines. The minion says that it succeeded and ends with exit code 3: the flag
/// stays as it came, the outcome says failed.
class MergeOrderIT {
  private static final int DUPLICATE = 1062;

  /// A copy, by who brings it, and its rank.
  private enum Copy {
    TRIMMED(10),
    STOCK(20),
    DIRECTORY(30),
    BUS(40),
    /// Another answer of the same minion, which the bus shows later.
    OTHER(40);

    final int rank;

    Copy(int rank) {
      this.rank = rank;
    }

    String node() {
      return this == STOCK ? "" : "node of " + name();
    }

    Return of(Jid jid) {
      Return bus = said(answer(jid, "web1", "all of it", "2026-11-24T12:00:01"), 3);
      return switch (this) {
        case TRIMMED -> trimmed(bus);
        case STOCK, BUS -> bus;
        case DIRECTORY -> inDirectory(bus);
        case OTHER -> said(answer(jid, "web1", "something else", "2026-11-24T12:00:02"), 0);
      };
    }

    private static Return said(Return answer, int retcode) {
      return new Return(
          answer.jid(),
          answer.minion(),
          answer.body().with("retcode", Data.of(retcode)),
          answer.source());
    }
  }

  private static JobCacheRig rig;

  @BeforeAll
  static void create() throws Exception {
    rig = new JobCacheRig();
  }

  @AfterAll
  static void drop() throws Exception {
    rig.close();
  }

  @Test
  void everyTwoCopiesInEachOrder() throws Exception {
    assertAll(2, 20);
  }

  @Test
  void everyThreeCopiesInEachOrder() throws Exception {
    assertAll(3, 60);
  }

  @Test
  void allFiveCopiesInEachOrder() throws Exception {
    assertAll(5, 120);
  }

  private static void assertAll(int length, int count) throws Exception {
    List<List<Copy>> orders = orders(length);
    assertThat(orders).hasSize(count);
    for (List<Copy> order : orders) {
      assertMerged(order);
    }
  }

  private static void assertMerged(List<Copy> order) throws Exception {
    Jid jid = newJid();
    Map<Copy, Long> positions = new EnumMap<>(Copy.class);
    var model = new Model();
    for (Copy copy : order) {
      if (copy == Copy.STOCK && model.body != null) {
        assertRefused(jid, order);
        continue;
      }
      Stored expected = model.take(copy);
      if (copy == Copy.STOCK) {
        stockWrites(jid);
        continue;
      }
      Entry entry = entry(copy.of(jid));
      positions.put(copy, entry.position());
      assertThat(rig.writer(copy.node()).write(List.of(entry)).total())
          .as("%s of %s", copy, order)
          .isEqualTo(expected);
    }

    Copy body = java.util.Objects.requireNonNull(model.body);
    Copy by = java.util.Objects.requireNonNull(model.by);
    assertThat(
            Sql.texts(
                rig.sql,
                """
                SELECT CONCAT_WS('|', id, `return`, success, source, node, position, revision,
                  COALESCE(retcode, 'unknown'), COALESCE(outcome, 'unknown'), fun)
                FROM salt_returns WHERE jid = ?""",
                jid.text()))
        .as("order %s", order)
        .containsExactly(
            String.join(
                "|",
                "web1",
                JsonText.write(body.of(jid).value()),
                "1",
                Integer.toString(model.source()),
                by.node(),
                Long.toString(positions.getOrDefault(by, 0L)),
                Integer.toString(model.revision),
                body == Copy.OTHER ? "0" : "3",
                body == Copy.OTHER ? "0" : "1",
                "test.ping"));
    assertThat(
            Sql.texts(
                rig.sql,
                "SELECT CONCAT(node, ' ', retcode) FROM salt_return_conflict WHERE jid = ?",
                jid.text()))
        .as("set aside in order %s", order)
        .isEqualTo(model.aside());
  }

  /// What the rules say, step by step: the best copy of the answer that the directory has; of two
  /// answers of the bus alone the later.
  private static final class Model {
    private final java.util.Set<Copy> there = java.util.EnumSet.noneOf(Copy.class);
    private @org.jspecify.annotations.Nullable Copy body;
    private @org.jspecify.annotations.Nullable Copy by;
    private int revision;

    Stored take(Copy copy) {
      Copy before = body;
      there.add(copy);
      body = best();
      if (before == null) {
        by = copy;
        return new Stored(1, 0, 0);
      }
      if (body == before) {
        return new Stored(0, 0, 1);
      }
      by = copy;
      revision++;
      return new Stored(0, 1, 0);
    }

    private Copy best() {
      boolean other = there.contains(Copy.OTHER) && !there.contains(Copy.DIRECTORY);
      if (other) {
        return Copy.OTHER;
      }
      return List.of(Copy.BUS, Copy.DIRECTORY, Copy.STOCK, Copy.TRIMMED).stream()
          .filter(there::contains)
          .findFirst()
          .orElseThrow();
    }

    int source() {
      Copy now = java.util.Objects.requireNonNull(body);
      return now == Copy.BUS && there.contains(Copy.DIRECTORY) ? 50 : now.rank;
    }

    List<String> aside() {
      if (!there.contains(Copy.OTHER) || body == null) {
        return List.of();
      }
      if (body != Copy.OTHER) {
        return List.of(Copy.OTHER.node() + " 0");
      }
      return there.contains(Copy.BUS) ? List.of(Copy.BUS.node() + " 3") : List.of();
    }
  }

  private static void stockWrites(Jid jid) throws SQLException {
    Return bus = Copy.STOCK.of(jid);
    Sql.execute(
        rig.sql,
        "INSERT INTO `salt_returns` (`fun`, `jid`, `return`, `id`, `success`, `full_ret`)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        bus.fun(),
        jid.text(),
        JsonText.write(bus.value()),
        "web1",
        "1",
        JsonText.write(bus.body()));
  }

  private static void assertRefused(Jid jid, List<Copy> order) {
    try {
      stockWrites(jid);
    } catch (SQLException e) {
      assertThat(e.getErrorCode()).isEqualTo(DUPLICATE);
      return;
    }
    throw new AssertionError("a stock writer made a second row in order " + order);
  }

  private static List<List<Copy>> orders(int length) {
    List<List<Copy>> found = new ArrayList<>(List.of(List.of()));
    for (int i = 0; i < length; i++) {
      List<List<Copy>> longer = new ArrayList<>();
      for (List<Copy> order : found) {
        for (Copy copy : Copy.values()) {
          if (!order.contains(copy)) {
            List<Copy> more = new ArrayList<>(order);
            more.add(copy);
            longer.add(more);
          }
        }
      }
      found = longer;
    }
    return found;
  }
}
