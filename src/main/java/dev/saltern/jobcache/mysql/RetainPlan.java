package dev.saltern.jobcache.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// What goes and by what means, oldest first: the same for a run and for its rehearsal.
///
/// A day whose longest class has run out goes as a partition; of a younger one each class's jobs go
/// by themselves. Where jids tell no age (`pfirst`, `pmax`), the time they were stored does.
/// Confined to one thread.
final class RetainPlan {
  private final Connection connection;
  private final RetainRules rules;
  private final Instant now;
  private final DayPartitions partitions;
  private final CandidateJobs candidates;

  RetainPlan(
      Connection connection,
      RetainRules rules,
      Instant now,
      DayPartitions partitions,
      CandidateJobs candidates) {
    this.connection = connection;
    this.rules = rules;
    this.now = now;
    this.partitions = partitions;
    this.candidates = candidates;
  }

  void run(Remover remover, RetainReport report) throws SQLException {
    if (remover.unfinished()
        && undated(Partitions.FIRST, remover)
        && days(remover, report)
        && undated(Partitions.NO_DATE, remover)
        && events(remover)
        && remover.gaps(now.minus(rules.others().gaps()))) {
      remover.sets();
    }
  }

  private boolean undated(String partition, Remover remover) throws SQLException {
    return walk(partition, false, remover)
        && remover.orphans(partition, now.minus(rules.longest()));
  }

  private boolean days(Remover remover, RetainReport report) throws SQLException {
    for (LocalDate day : partitions.days(Partitions.BY_JID)) {
      if (!start(day).isBefore(now.minus(rules.shortest()))) {
        return true;
      }
      String name = DayPartitions.name(day);
      boolean over = !start(day.plusDays(1)).isAfter(now.minus(rules.longest()));
      Optional<String> running = over ? running(day) : Optional.empty();
      if (running.isPresent()) {
        report.block(name + " is not dropped: job " + running.get() + " still runs");
      }
      boolean byRow = !over || running.isPresent() || remover.keepsRows();
      if (byRow && partitions.part("jids", name).isPresent() && !walk(name, true, remover)) {
        return false;
      }
      if (over && running.isEmpty()) {
        if (remover.keepsRows() && !remover.orphans(name, now)) {
          return false;
        }
        if (!remover.day(day)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean walk(String partition, boolean dated, Remover remover) throws SQLException {
    boolean[] goOn = {true};
    candidates.each(partition, dated, page -> goOn[0] = remover.jobs(partition, page));
    return goOn[0];
  }

  private boolean events(Remover remover) throws SQLException {
    Instant cutoff = now.minus(rules.others().events());
    if (!remover.oldEvents(cutoff)) {
      return false;
    }
    for (LocalDate day : partitions.days(Partitions.BY_TIME)) {
      if (start(day.plusDays(1)).isAfter(cutoff)) {
        return true;
      }
      if (!remover.events(day)) {
        return false;
      }
    }
    return true;
  }

  /// A job of a day that still runs.
  private Optional<String> running(LocalDate day) throws SQLException {
    String running =
        """
        SELECT m.jid FROM salt_missing m WHERE m.jid >= ? AND m.jid < ? AND m.asked >= ?
        AND m.state = 1 AND %s LIMIT 1"""
            .formatted(JudgeJobs.NOT_RETURNED);
    String open =
        """
        SELECT jid FROM salt_completion WHERE jid >= ? AND jid < ? AND asked >= ?
        AND complete = 0 LIMIT 1""";
    Optional<String> found = running(running, day, now.minus(rules.others().running()));
    return found.isPresent() ? found : running(open, day, now.minus(JudgeJobs.OPEN_MAX));
  }

  private Optional<String> running(String sql, LocalDate day, Instant asked) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      List<String> values =
          List.of(
              Partitions.DAY.format(day),
              Partitions.DAY.format(day.plusDays(1)),
              Stamps.exact(asked));
      for (int i = 0; i < values.size(); i++) {
        statement.setString(i + 1, values.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
