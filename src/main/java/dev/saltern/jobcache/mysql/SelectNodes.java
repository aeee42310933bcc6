package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_NODE;

import dev.saltern.jobcache.NodeLookup.Backlog;
import dev.saltern.jobcache.NodeLookup.Node;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Find: what the nodes say of themselves.
final class SelectNodes {
  private static final Field<String> STARTED = Times.iso(SALT_NODE.STARTED);
  private static final Field<String> SEEN = Times.iso(SALT_NODE.SEEN);
  private static final Field<String> OLDEST = Times.iso(SALT_NODE.OLDEST);

  private static final Field<Long> AGE_MICROS =
      DSL.field(
          "GREATEST(0, TIMESTAMPDIFF(MICROSECOND, {0}, CURRENT_TIMESTAMP(6)))",
          Long.class, SALT_NODE.SEEN);

  private final DSLContext dsl;

  SelectNodes(DSLContext dsl) {
    this.dsl = dsl;
  }

  List<Node> run() {
    return dsl.select(SALT_NODE.fields())
        .select(STARTED, SEEN, OLDEST, AGE_MICROS)
        .from(SALT_NODE)
        .orderBy(SALT_NODE.NODE)
        .fetch(
            row ->
                new Node(
                    row.get(SALT_NODE.NODE),
                    row.get(SALT_NODE.VERSION),
                    Times.instant(row.get(STARTED)),
                    Times.instant(row.get(SEEN)),
                    Duration.of(row.get(AGE_MICROS), ChronoUnit.MICROS),
                    new Backlog(
                        row.get(SALT_NODE.BACKLOG),
                        Times.maybe(row.get(OLDEST)),
                        row.get(SALT_NODE.SPOOL_BYTES),
                        row.get(SALT_NODE.DEAD)),
                    row.get(SALT_NODE.MOMS),
                    row.get(SALT_NODE.MOMS_CONNECTED),
                    row.get(SALT_NODE.TAPPED) != 0));
  }
}
