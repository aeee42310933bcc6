package dev.saltern.jobcache.mysql;

import dev.saltern.job.BusTime;
import dev.saltern.jobcache.Outcome;
import dev.saltern.jobcache.ReturnKey;
import dev.saltern.jobcache.mysql.SelectKept.KeptReturn;
import dev.saltern.jobcache.mysql.SelectKept.Provenance;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers of one minion to one job that differ: the one that [Trust] says stays in `salt_returns`,
/// each other one is a row of `salt_return_conflict`, and so is a copy of one that stays and is
/// unverified. Rare, so one at a time; the rows are locked by the upsert before.
final class ReturnConflicts {
  private static final String KEEP_ASIDE =
      """
      INSERT INTO salt_return_conflict (jid, id, hash, source, fun, `return`, success, full_ret,
        retcode, outcome, stamp, node, position, parts)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON DUPLICATE KEY UPDATE source = VALUES(source), stamp = VALUES(stamp)""";

  private static final String MOVE_ASIDE =
      """
      INSERT INTO salt_return_conflict (jid, id, hash, source, fun, `return`, success, full_ret,
        retcode, outcome, stamp, node, position, parts)
      SELECT jid, id, hash, source, fun, `return`, success, full_ret, retcode, outcome, stamp, node,
        position, parts
      FROM salt_returns r WHERE r.jid = ? AND r.id = ?
      ON DUPLICATE KEY UPDATE source = VALUES(source)""";

  private static final String REPLACE =
      """
      UPDATE salt_returns SET fun = ?, `return` = ?, success = ?, full_ret = ?, retcode = ?,
        outcome = ?, hash = ?, stamp = ?, source = ?, node = ?, position = ?, parts = ?,
        revision = LEAST(revision + 1, 32767), stored_at = CURRENT_TIMESTAMP(6)
      WHERE jid = ? AND id = ?""";

  private static final String BRING_BACK =
      """
      UPDATE salt_returns r
      JOIN salt_return_conflict c ON c.jid = r.jid AND c.id = r.id
      SET r.fun = c.fun, r.`return` = c.`return`, r.success = c.success, r.full_ret = c.full_ret,
        r.retcode = c.retcode, r.outcome = c.outcome, r.hash = c.hash, r.stamp = ?, r.source = ?,
        r.node = ?, r.position = ?, r.parts = c.parts, r.revision = LEAST(r.revision + 1, 32767),
        r.stored_at = CURRENT_TIMESTAMP(6)
      WHERE r.jid = ? AND r.id = ? AND c.hash = ?""";

  private static final String DROP =
      """
      DELETE FROM salt_return_conflict
      WHERE jid = ? AND id = ? AND (hash = ? OR (source < ? AND source IN (10, 20, 25)))""";

  private static final String ASIDE =
      "SELECT hash, source, stamp, node, position FROM salt_return_conflict WHERE jid = ? AND id = ?";

  private static final String DOUBT =
      """
      UPDATE salt_returns SET source = 5
      WHERE jid = ? AND id = ? AND node = ? AND source IN (10, 40)""";

  private static final String DOUBT_ASIDE =
      """
      UPDATE salt_return_conflict SET source = 5
      WHERE jid = ? AND id = ? AND node = ? AND source IN (10, 40)""";

  private final Connection connection;
  private final String node;
  private final List<ReturnKey> disputed = new ArrayList<>();

  ReturnConflicts(Connection connection, String node) {
    this.connection = connection;
    this.node = node;
  }

  /// An answer that is set aside.
  private record Aside(Trust trust, Provenance provenance) {}

  /// Settles the conflicts between what was upserted and what is kept.
  ///
  /// @param kept what the rows hold now; brought up to date where a row changes
  /// @return where the directory of this node's master is to be asked
  List<ReturnKey> settle(List<ReturnRow> rows, Map<ReturnKey, KeptReturn> kept)
      throws SQLException {
    for (ReturnRow row : rows) {
      KeptReturn now = Optional.ofNullable(kept.get(row.key())).orElseThrow(() -> vanished(row));
      Optional<Trust> there = now.trust();
      if (there.isEmpty()) {
        continue;
      }
      if (row.trust().conflictsWith(there.get())) {
        kept.put(row.key(), contest(row, now, there.get()));
      } else if (isVerifiedNow(row, now)) {
        replace(row, row.trust());
        drop(row.key(), row.trust());
        kept.put(row.key(), replaced(row, now, row.trust()));
      } else if (now.provenance().is(node, row.position()) && now.provenance().revision() > 0) {
        // It replaced a poorer source's: what conflicted among those counts no more.
        drop(row.key(), row.trust());
        ReturnBodies.dropReplaced(connection, row);
      }
    }
    return List.copyOf(disputed);
  }

  /// A copy of an answer that another node's directory has nothing of, or that came late into ours.
  /// The same event again tells nothing new.
  private boolean isVerifiedNow(ReturnRow row, KeptReturn now) {
    boolean another = !now.provenance().node().equals(node) || row.source() != Trust.BUS;
    return now.source() == Trust.UNVERIFIED
        && now.hash().filter(hash -> Arrays.equals(hash, row.hash())).isPresent()
        && row.source() >= Trust.DIRECTORY
        && another;
  }

  private KeptReturn contest(ReturnRow row, KeptReturn now, Trust there) throws SQLException {
    Optional<Aside> aside =
        aside(row.key()).stream()
            .filter(a -> Arrays.equals(a.trust.hash(), row.hash()))
            .findFirst();
    Trust mine = aside.map(a -> together(row, a)).orElse(row.trust());
    KeptReturn stays = now;
    if (mine.staysOver(there)) {
      moveAside(row.key());
      if (aside.isPresent() && aside.get().trust.source() > row.source()) {
        bringBack(row.key(), mine, new Provenance(node, row.position(), 0));
      } else {
        replace(row, mine);
      }
      drop(row.key(), mine);
      stays = replaced(row, now, mine);
    } else {
      keepAside(row, mine);
      ReturnBodies.write(connection, row);
    }
    boolean judged =
        stays.provenance().node().equals(node) && stays.trust().filter(Trust::isFiled).isPresent();
    if (row.source() == Trust.BUS && !judged) {
      disputed.add(row.key());
    }
    return stays;
  }

  /// The same event again does not make an unverified answer better.
  private Trust together(ReturnRow row, Aside aside) {
    boolean again =
        aside.trust.source() == Trust.UNVERIFIED
            && row.source() == Trust.BUS
            && aside.provenance.node().equals(node);
    return again ? aside.trust : row.trust().with(aside.trust);
  }

  private KeptReturn replaced(ReturnRow row, KeptReturn before, Trust trust) {
    return KeptReturn.of(
        new Provenance(node, row.position(), before.provenance().revision() + 1), trust);
  }

  /// What became of the answers of a minion that is not in the directory.
  enum Doubted {
    /// There was none of this node, or it was marked before.
    NOTHING,
    MARKED,
    /// Another answer took its place.
    REPLACED
  }

  /// The directory of this node's master has nothing of that minion: marks its answers that this
  /// node saw. Where another answer is better now, that one takes its place.
  Doubted unverified(ReturnKey key) throws SQLException {
    boolean shown = doubt(DOUBT, key) > 0;
    boolean aside = doubt(DOUBT_ASIDE, key) > 0;
    if (shown) {
      Optional<Aside> best =
          aside(key).stream().reduce((a, b) -> a.trust.staysOver(b.trust) ? a : b);
      if (best.isPresent() && best.get().trust.source() > Trust.UNVERIFIED) {
        moveAside(key);
        bringBack(key, best.get().trust, best.get().provenance);
        drop(key, best.get().trust);
        return Doubted.REPLACED;
      }
      moveAside(key); // so that whoever looks at the job finds it without reading every return
    }
    return shown || aside ? Doubted.MARKED : Doubted.NOTHING;
  }

  private int doubt(String sql, ReturnKey key) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(sql)) {
      bind(s, 1, key);
      s.setString(3, node);
      return s.executeUpdate();
    }
  }

  private List<Aside> aside(ReturnKey key) throws SQLException {
    List<Aside> found = new ArrayList<>();
    try (PreparedStatement s = connection.prepareStatement(ASIDE)) {
      bind(s, 1, key);
      try (ResultSet rows = s.executeQuery()) {
        while (rows.next()) {
          var stamp =
              Optional.ofNullable(rows.getString(3))
                  .flatMap(text -> BusTime.utc(text.replace(' ', 'T')));
          found.add(
              new Aside(
                  new Trust(rows.getInt(2), stamp, rows.getBytes(1)),
                  new Provenance(rows.getString(4), rows.getLong(5), 0)));
        }
      }
    }
    return found;
  }

  private void moveAside(ReturnKey key) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(MOVE_ASIDE)) {
      bind(s, 1, key);
      s.executeUpdate();
    }
  }

  private void replace(ReturnRow row, Trust trust) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(REPLACE)) {
      int p = 1;
      s.setString(p++, row.fun());
      s.setBytes(p++, row.returnJson());
      s.setString(p++, row.success());
      s.setBytes(p++, row.fullJson());
      UpsertReturns.setRetcode(s, p++, row);
      s.setInt(p++, row.outcome() == Outcome.FAILED ? 1 : 0);
      s.setBytes(p++, row.hash());
      UpsertReturns.setStamp(s, p++, trust.stamp());
      s.setInt(p++, trust.source());
      s.setString(p++, node);
      s.setLong(p++, row.position());
      s.setInt(p++, row.parts().size());
      bind(s, p, row.key());
      s.executeUpdate();
    }
  }

  private void bringBack(ReturnKey key, Trust trust, Provenance from) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(BRING_BACK)) {
      UpsertReturns.setStamp(s, 1, trust.stamp());
      s.setInt(2, trust.source());
      s.setString(3, from.node());
      s.setLong(4, from.position());
      bind(s, 5, key);
      s.setBytes(7, trust.hash());
      s.executeUpdate();
    }
  }

  private void keepAside(ReturnRow row, Trust trust) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(KEEP_ASIDE)) {
      bind(s, 1, row.key());
      int p = 3;
      s.setBytes(p++, row.hash());
      s.setInt(p++, trust.source());
      s.setString(p++, row.fun());
      s.setBytes(p++, row.returnJson());
      s.setString(p++, row.success());
      s.setBytes(p++, row.fullJson());
      UpsertReturns.setRetcode(s, p++, row);
      s.setInt(p++, row.outcome() == Outcome.FAILED ? 1 : 0);
      UpsertReturns.setStamp(s, p++, trust.stamp());
      s.setString(p++, node);
      s.setLong(p++, row.position());
      s.setInt(p++, row.parts().size());
      s.executeUpdate();
    }
  }

  private void drop(ReturnKey key, Trust stays) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(DROP)) {
      bind(s, 1, key);
      s.setBytes(3, stays.hash());
      s.setInt(4, stays.source());
      s.executeUpdate();
    }
  }

  private static void bind(PreparedStatement s, int first, ReturnKey key) throws SQLException {
    s.setString(first, key.jid().text());
    s.setString(first + 1, key.id().text());
  }

  private static IllegalStateException vanished(ReturnRow row) {
    return new IllegalStateException(
        "the row upserted for "
            + row.id()
            + " in job "
            + row.jid()
            + " is gone within the same transaction");
  }
}
