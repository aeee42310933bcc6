package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.AnswerDoubt;
import dev.saltern.jobcache.JobLookup.StoredReturn;
import dev.saltern.jobcache.PageBound;
import dev.saltern.jobcache.ReturnFilter;
import dev.saltern.jobcache.ReturnPage;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.Result;
import org.jooq.impl.DSL;

/// Find: the returns of a job, in the order of minion ids, page by page.
final class SelectReturns {
  private static final Field<String> STORED_AT = Times.iso(SALT_RETURNS.STORED_AT);

  private static final Field<Boolean> FAILED = Failed.field();

  private static final List<Field<?>> COLUMNS =
      List.of(
          SALT_RETURNS.ID,
          SALT_RETURNS.FUN,
          SALT_RETURNS.FULL_RET,
          SALT_RETURNS.HASH,
          SALT_RETURNS.PARTS,
          FAILED,
          STORED_AT);

  private final Connection connection;
  private final DSLContext dsl;

  SelectReturns(Connection connection, DSLContext dsl) {
    this.connection = connection;
    this.dsl = dsl;
  }

  ReturnPage run(Jid jid, ReturnFilter filter, Optional<MinionId> after, PageBound bound)
      throws SQLException {
    Condition condition = SALT_RETURNS.JID.eq(jid.text());
    if (after.isPresent()) {
      condition = condition.and(SALT_RETURNS.ID.gt(after.get().text()));
    }
    if (filter.minionGlob().isPresent()) {
      condition = condition.and(Globs.matches(SALT_RETURNS.ID, filter.minionGlob().get()));
    }
    if (filter.failedOnly()) {
      condition = condition.and(Failed.condition());
    }
    Result<Record2<String, Long>> sizes =
        dsl.select(SALT_RETURNS.ID, bytes(bound))
            .from(SALT_RETURNS)
            .where(condition)
            .orderBy(SALT_RETURNS.ID)
            .limit(bound.rows() + 1)
            .fetch();
    List<String> ids = fitting(sizes, bound);
    Optional<MinionId> next =
        ids.size() < sizes.size() ? Optional.of(new MinionId(ids.getLast())) : Optional.empty();
    List<StoredReturn> found = new ArrayList<>(ids.size());
    if (!ids.isEmpty()) {
      Condition these = SALT_RETURNS.JID.eq(jid.text()).and(SALT_RETURNS.ID.in(ids));
      Map<String, AnswerDoubt> doubts = new SelectDisputed(dsl).of(jid, ids);
      for (Record row :
          dsl.select(COLUMNS).from(SALT_RETURNS).where(these).orderBy(SALT_RETURNS.ID)) {
        found.add(stored(jid, row, doubts));
      }
    }
    return new ReturnPage(found, next);
  }

  Optional<StoredReturn> one(Jid jid, MinionId minion) throws SQLException {
    Record row =
        dsl.select(COLUMNS)
            .from(SALT_RETURNS)
            .where(SALT_RETURNS.JID.eq(jid.text()))
            .and(SALT_RETURNS.ID.eq(minion.text()))
            .fetchOne();
    return row == null
        ? Optional.empty()
        : Optional.of(stored(jid, row, new SelectDisputed(dsl).of(jid, List.of(minion.text()))));
  }

  /// What a row takes of a page. One whose body is kept elsewhere, compressed, has a page to
  /// itself.
  private static Field<Long> bytes(PageBound bound) {
    return DSL.when(SALT_RETURNS.PARTS.gt((short) 0), DSL.inline(bound.bytes()))
        .otherwise(DSL.octetLength(SALT_RETURNS.FULL_RET).cast(Long.class));
  }

  private static List<String> fitting(List<Record2<String, Long>> sizes, PageBound bound) {
    List<String> ids = new ArrayList<>();
    long bytes = 0;
    for (Record2<String, Long> row : sizes) {
      bytes += row.value2();
      if (ids.size() == bound.rows() || (!ids.isEmpty() && bytes > bound.bytes())) {
        break;
      }
      ids.add(row.value1());
    }
    return ids;
  }

  private StoredReturn stored(Jid jid, Record row, Map<String, AnswerDoubt> doubts)
      throws SQLException {
    return new StoredReturn(
        jid,
        new MinionId(row.get(SALT_RETURNS.ID)),
        row.get(SALT_RETURNS.FUN),
        full(jid, row),
        row.get(FAILED),
        row.get(STORED_AT),
        doubts.getOrDefault(row.get(SALT_RETURNS.ID), AnswerDoubt.NONE));
  }

  private Data.Dict full(Jid jid, Record row) throws SQLException {
    String json = row.get(SALT_RETURNS.FULL_RET);
    int parts = row.get(SALT_RETURNS.PARTS);
    if (parts > 0) {
      try {
        return ReturnBodies.read(
            connection, jid.text(), row.get(SALT_RETURNS.ID), row.get(SALT_RETURNS.HASH), parts);
      } catch (WireException e) {
        // Better the stand-in and why than no page.
        return read(json).with("return", new Data.Text("not readable: " + e.getMessage()));
      }
    }
    return read(json);
  }

  /// A stock writer's text that is no JSON of a map is shown as the return it stands for.
  private static Data.Dict read(String json) {
    try {
      if (JsonText.read(json) instanceof Data.Dict full) {
        return full;
      }
    } catch (WireException _) {
      // cut off by a server that is not strict, say
    }
    return Data.dict("return", json);
  }
}
