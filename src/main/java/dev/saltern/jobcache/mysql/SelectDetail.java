package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.JIDS;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_COMPLETION;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobDetail;
import dev.saltern.jobcache.JobDetail.AtNode;
import dev.saltern.jobcache.JobSummary;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Field;

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
                  nodes(summary),
                  new SelectDisputed(dsl).run(jid, JobDetail.DISPUTED_MAX));
            });
  }

  /// Where what the nodes have declared adds up to all that are expected, nobody is counted.
  private List<AtNode> nodes(JobSummary summary) {
    SortedMap<String, AtNode> said = said(summary.jid());
    boolean all = said.values().stream().allMatch(AtNode::complete);
    int expected = said.values().stream().mapToInt(AtNode::expected).sum();
    if (said.isEmpty() || !all || expected < summary.expected()) {
      count(summary.jid(), said);
    }
    return List.copyOf(said.values());
  }

  private SortedMap<String, AtNode> said(Jid jid) {
    SortedMap<String, AtNode> nodes = new TreeMap<>();
    dsl.select(SALT_COMPLETION.NODE, SALT_COMPLETION.EXPECTED, SALT_COMPLETION.UNANSWERED)
        .select(SALT_COMPLETION.COMPLETE, ASKED)
        .from(SALT_COMPLETION)
        .where(SALT_COMPLETION.JID.eq(jid.text()))
        .forEach(
            row ->
                put(
                    nodes,
                    new AtNode(
                        row.get(SALT_COMPLETION.NODE),
                        row.get(SALT_COMPLETION.EXPECTED),
                        row.get(SALT_COMPLETION.UNANSWERED),
                        row.get(SALT_COMPLETION.COMPLETE) != 0,
                        Times.maybe(row.get(ASKED)))));
    return nodes;
  }

  /// Puts in how many each node expects, and how many of these are missing.
  private void count(Jid jid, SortedMap<String, AtNode> nodes) {
    new CountJobs(dsl)
        .atNodes(jid.text())
        .forEach(
            (name, counts) -> {
              Optional<AtNode> said = Optional.ofNullable(nodes.get(name));
              put(
                  nodes,
                  new AtNode(
                      name,
                      counts.expected(),
                      counts.missing(),
                      said.isPresent() && said.get().complete(),
                      said.flatMap(AtNode::asked)));
            });
  }

  private static void put(SortedMap<String, AtNode> nodes, AtNode node) {
    nodes.put(node.node(), node);
  }
}
