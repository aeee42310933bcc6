package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.JIDS;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_COMPLETION;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_EXPECTED;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobDetail;
import dev.saltern.jobcache.JobDetail.AtNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Find: one job, where it came from and how far each node is with it.
final class SelectDetail {
  private static final Field<String> ASKED = Times.iso(SALT_COMPLETION.ASKED);

  private final DSLContext dsl;

  SelectDetail(DSLContext dsl) {
    this.dsl = dsl;
  }

  Optional<JobDetail> run(Jid jid) {
    return new SelectJob(dsl)
        .run(jid)
        .map(
            summary -> {
              var row =
                  dsl.select(JIDS.INTERNAL, JIDS.MOM)
                      .from(JIDS)
                      .where(JIDS.JID.eq(jid.text()))
                      .fetchOne();
              return new JobDetail(
                  summary,
                  row != null && row.value1() != 0,
                  row == null ? "" : row.value2(),
                  nodes(jid));
            });
  }

  private List<AtNode> nodes(Jid jid) {
    SortedMap<String, AtNode> nodes = new TreeMap<>();
    dsl.select(SALT_EXPECTED.NODE, DSL.count())
        .from(SALT_EXPECTED)
        .where(SALT_EXPECTED.JID.eq(jid.text()))
        .groupBy(SALT_EXPECTED.NODE)
        .forEach(
            row -> put(nodes, new AtNode(row.value1(), row.value2(), 0, false, Optional.empty())));
    dsl.select(SALT_EXPECTED.NODE, DSL.count())
        .from(SALT_EXPECTED)
        .where(SALT_EXPECTED.JID.eq(jid.text()))
        .and(SelectMissing.open())
        .groupBy(SALT_EXPECTED.NODE)
        .forEach(
            row ->
                nodes.computeIfPresent(
                    row.value1(),
                    (name, n) ->
                        new AtNode(name, n.expected(), row.value2(), false, Optional.empty())));
    dsl.select(SALT_COMPLETION.NODE, SALT_COMPLETION.EXPECTED, SALT_COMPLETION.UNANSWERED)
        .select(SALT_COMPLETION.COMPLETE, ASKED)
        .from(SALT_COMPLETION)
        .where(SALT_COMPLETION.JID.eq(jid.text()))
        .forEach(
            row -> {
              boolean complete = row.get(SALT_COMPLETION.COMPLETE) != 0;
              Optional<Instant> asked = Times.maybe(row.get(ASKED));
              AtNode said =
                  new AtNode(
                      row.get(SALT_COMPLETION.NODE),
                      row.get(SALT_COMPLETION.EXPECTED),
                      row.get(SALT_COMPLETION.UNANSWERED),
                      complete,
                      asked);
              nodes.merge(
                  said.node(),
                  said,
                  (counted, _) ->
                      new AtNode(
                          counted.node(), counted.expected(), counted.missing(), complete, asked));
            });
    return List.copyOf(nodes.values());
  }

  private static void put(SortedMap<String, AtNode> nodes, AtNode node) {
    nodes.put(node.node(), node);
  }
}
