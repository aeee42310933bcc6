package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Find: the jobs of one partition whose class may have run out, function by function, from the
/// index on (fun, jid): of a function that is still kept nothing is read. Confined to one thread.
final class CandidateJobs {
  private final Connection connection;
  private final RetainRules rules;
  private final Instant now;
  private final int pageMax;

  CandidateJobs(Connection connection, RetainRules rules, Instant now, int pageMax) {
    this.connection = connection;
    this.rules = rules;
    this.now = now;
    this.pageMax = pageMax;
  }

  /// A job that may go.
  ///
  /// @param stored when it was last stored, where that decides; else the jid does
  record Job(String jid, String fun, Optional<Instant> stored) {
    /// Whether it is older than that.
    boolean before(Instant cutoff) {
      return stored.map(s -> s.isBefore(cutoff)).orElse(jid.compareTo(Jid.at(cutoff).text()) < 0);
    }
  }

  /// Takes a page; false where it wants no more.
  interface Taker {
    boolean take(List<Job> page) throws SQLException;
  }

  /// Hands over every job that may go.
  ///
  /// @param dated whether the jids of the partition tell their age
  void each(String partition, boolean dated, Taker taker) throws SQLException {
    Optional<String> fun = nextFunction(partition, "", true);
    while (fun.isPresent()) {
      String name = fun.get();
      Duration keep = keepOf(name);
      if (!pages(new Where(partition, dated, fun, now.minus(keep)), taker)) {
        return;
      }
      fun = nextFunction(partition, name, false);
    }
    // A stock writer's rows have no function but in their load.
    pages(new Where(partition, dated, Optional.empty(), now.minus(rules.shortest())), taker);
  }

  private Duration keepOf(String fun) {
    Duration ok = rules.classOf(fun, false).keep();
    Duration failed = rules.classOf(fun, true).keep();
    return ok.compareTo(failed) < 0 ? ok : failed;
  }

  private Optional<String> nextFunction(String partition, String after, boolean orEqual)
      throws SQLException {
    String sql =
        "SELECT fun FROM jids PARTITION (%s) FORCE INDEX (jids_fun) WHERE fun %s ? ORDER BY fun LIMIT 1"
            .formatted(partition, orEqual ? ">=" : ">");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, after);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }

  private record Where(String partition, boolean dated, Optional<String> fun, Instant cutoff) {
    String sql(int limit) {
      return """
      SELECT jid, %s, %s FROM jids PARTITION (%s) FORCE INDEX (jids_fun)
      WHERE fun %s AND jid > ? AND %s < ? ORDER BY jid LIMIT %d"""
          .formatted(
              dated ? "0" : "CAST(UNIX_TIMESTAMP(stored_at) AS SIGNED)",
              fun.isPresent() ? "''" : "`load`",
              partition,
              fun.isPresent() ? "= ?" : "IS NULL",
              dated ? "jid" : "stored_at",
              limit);
    }
  }

  private boolean pages(Where where, Taker taker) throws SQLException {
    String last = "";
    List<Job> page;
    do {
      page = page(where, last);
      if (!page.isEmpty()) {
        if (!taker.take(page)) {
          return false;
        }
        last = page.getLast().jid();
      }
    } while (page.size() == pageMax);
    return true;
  }

  private List<Job> page(Where where, String after) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(where.sql(pageMax))) {
      int p = 1;
      if (where.fun.isPresent()) {
        statement.setString(p++, where.fun.get());
      }
      statement.setString(p++, after);
      statement.setString(
          p, where.dated ? Jid.at(where.cutoff).text() : Stamps.exact(where.cutoff));
      List<Job> page = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String load = rows.getString(3);
          Optional<Instant> stored =
              where.dated ? Optional.empty() : Optional.of(Instant.ofEpochSecond(rows.getLong(2)));
          page.add(new Job(rows.getString(1), where.fun.orElseGet(() -> function(load)), stored));
        }
      }
      return page;
    }
  }

  private static String function(String load) {
    try {
      if (JsonText.read(load) instanceof Data.Dict body) {
        return body.get("fun").map(fun -> Column.name(fun, Column.NAME_MAX)).orElse("");
      }
    } catch (WireException _) {
      // a stock writer's text that is no JSON tells of no function
    }
    return "";
  }
}
