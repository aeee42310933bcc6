package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobLookup.StoredReturn;
import dev.saltern.jobcache.ReturnFilter;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/// Find: the returns of a job, in the order of minion ids, page by page.
final class SelectReturns {
  private static final Field<String> STORED_AT =
      DSL.field("DATE_FORMAT({0}, '%Y-%m-%dT%H:%i:%s.%fZ')", String.class, SALT_RETURNS.STORED_AT);

  private static final Field<Boolean> FAILED = Failed.field();

  private final Connection connection;
  private final DSLContext dsl;

  SelectReturns(Connection connection, DSLContext dsl) {
    this.connection = connection;
    this.dsl = dsl;
  }

  List<StoredReturn> run(Jid jid, ReturnFilter filter, Optional<MinionId> after, int limit)
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
    List<? extends Record> rows =
        dsl.select(
                SALT_RETURNS.ID,
                SALT_RETURNS.FUN,
                SALT_RETURNS.FULL_RET,
                SALT_RETURNS.HASH,
                SALT_RETURNS.PARTS,
                FAILED,
                STORED_AT)
            .from(SALT_RETURNS)
            .where(condition)
            .orderBy(SALT_RETURNS.ID)
            .limit(limit)
            .fetch();
    List<StoredReturn> found = new ArrayList<>(rows.size());
    for (Record row : rows) {
      found.add(stored(jid, row));
    }
    return found;
  }

  private StoredReturn stored(Jid jid, Record row) throws SQLException {
    return new StoredReturn(
        jid,
        new MinionId(row.get(SALT_RETURNS.ID)),
        row.get(SALT_RETURNS.FUN),
        full(jid, row),
        row.get(FAILED),
        row.get(STORED_AT));
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
