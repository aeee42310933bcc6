package dev.saltern.lookup.web;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobLookup.StoredReturn;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobMinionFilter;
import dev.saltern.lookup.JobRef;
import dev.saltern.lookup.Lookup;
import dev.saltern.wire.JsonPretty;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/jobs/{jid}/{minion}`: what one minion returned, as states, nested or JSON; or that it has not.
final class ReturnPage implements WebPage {
  private static final int JSON_INDENT = 2;
  private static final String AS = "as";

  private final Lookup lookup;

  ReturnPage(Lookup lookup) {
    this.lookup = lookup;
  }

  /// How a return is shown.
  private enum Form {
    STATES("States", "states"),
    NESTED("Nested", "nested"),
    JSON("JSON", "json");

    private final String word;
    private final String parameter;

    Form(String word, String parameter) {
      this.word = word;
      this.parameter = parameter;
    }
  }

  record Tab(String word, String href, boolean current) {}

  record Fact(String name, String text) {}

  record View(
      Shell shell,
      String jobHref,
      String jid,
      String call,
      String minion,
      String minionHref,
      Mark mark,
      List<Fact> facts,
      Moment stored,
      List<Tab> tabs,
      List<Tab> downloads,
      boolean cut,
      String doubt,
      @Nullable StateTable states,
      @Nullable String json,
      List<NestedText.Line> lines,
      @Nullable Empty empty) {}

  @Override
  public Answer answer(Ask ask) throws BadFilterException, JobCacheUnavailableException {
    ask.allow(List.of(AS));
    Jid jid = jid(ask);
    Optional<JobSummary> job = lookup.job(new JobRef.ByJid(jid));
    Optional<MinionId> minion = MinionId.parse(ask.name("minion"));
    Optional<JobMinion> standing =
        minion.isEmpty() ? Optional.empty() : standing(jid, minion.get());
    if (job.isEmpty() || standing.isEmpty()) {
      return Problem.notFound(
          Area.JOBS,
          "Nothing of this minion",
          "Job " + jid + " expects nothing of it, and it has returned nothing to it.");
    }
    Optional<StoredReturn> stored = lookup.returned(jid, standing.get().minion());
    return Templates.page("return.jte", view(ask, job.get(), standing.get(), stored));
  }

  static Jid jid(Ask ask) throws BadFilterException {
    return switch (JobRef.parse(ask.name("jid"))) {
      case JobRef.ByJid(Jid jid) -> jid;
      case JobRef.Latest _ ->
          throw new BadFilterException("jid", "expected the jid itself before a minion's id");
    };
  }

  private Optional<JobMinion> standing(Jid jid, MinionId minion)
      throws BadFilterException, JobCacheUnavailableException {
    JobMinionFilter one =
        new JobMinionFilter(Optional.of(exactly(minion.text())), Optional.empty(), 1);
    return lookup.minionsOf(jid, one, Optional.empty()).items().stream().findFirst();
  }

  /// The glob that matches one id.
  static String exactly(String id) {
    return id.replaceAll("([*?\\[])", "[$1]");
  }

  private View view(Ask ask, JobSummary job, JobMinion standing, Optional<StoredReturn> stored)
      throws BadFilterException {
    Jid jid = job.jid();
    MinionId minion = standing.minion();
    JobLine line = JobLine.of(job);
    Data value = stored.map(StoredReturn::value).orElse(Data.Nil.NIL);
    Optional<StateTable> states = StateTable.of(value);
    Form form = form(ask, states.isPresent());
    Pruned pruned = Pruned.of(value);
    boolean cut = form == Form.STATES ? states.orElseThrow().cut() : pruned.cut();
    return new View(
        shell(line, minion, stored.isPresent()),
        line.href(),
        line.jid(),
        line.shortCall(),
        minion.text(),
        Links.minion(minion),
        JobPage.mark(standing),
        facts(standing, stored),
        stored.map(s -> Moment.of(time(s.storedAt()))).orElse(Moment.UNKNOWN),
        tabs(ask, form, states.isPresent()),
        downloads(jid, minion, value),
        cut,
        stored.map(s -> s.doubt().text()).orElse(""),
        form == Form.STATES ? states.orElseThrow() : null,
        form == Form.JSON ? PlainText.of(JsonPretty.write(pruned.value(), JSON_INDENT)) : null,
        form == Form.NESTED ? NestedText.lines(pruned.value()) : List.of(),
        stored.isPresent() ? null : missing(standing));
  }

  private static Shell shell(JobLine job, MinionId minion, boolean returned) {
    String api = "/api/v1/jobs/" + Links.segment(job.jid()) + "/";
    return Shell.of(
        minion + " · " + job.shortCall(),
        Area.JOBS,
        returned ? api + "returns/" + Links.segment(minion.text()) : api + "missing",
        ShellLine.of("saltern job")
            .word(job.jid())
            .option("minion", exactly(minion.text()))
            .text());
  }

  private static Form form(Ask ask, boolean hasStates) throws BadFilterException {
    String asked = ask.text(AS);
    if (asked.isEmpty()) {
      return hasStates ? Form.STATES : Form.NESTED;
    }
    for (Form form : Form.values()) {
      if (form.parameter.equals(asked) && (form != Form.STATES || hasStates)) {
        return form;
      }
    }
    throw new BadFilterException(AS, "expected nested or json, or states where the return has any");
  }

  private static List<Tab> tabs(Ask ask, Form current, boolean hasStates) {
    List<Tab> tabs = new ArrayList<>();
    for (Form form : Form.values()) {
      if (form != Form.STATES || hasStates) {
        tabs.add(new Tab(form.word, ask.with(AS, form.parameter), form == current));
      }
    }
    return tabs;
  }

  private static List<Tab> downloads(Jid jid, MinionId minion, Data value) {
    String raw = Links.returned(jid, minion) + "/raw";
    Tab json = new Tab("Download JSON", raw, false);
    return value instanceof Data.Text
        ? List.of(
            new Tab("Download text", Links.with(raw, Map.of(AS, RawReturn.TEXT)), false), json)
        : List.of(json);
  }

  private static List<Fact> facts(JobMinion standing, Optional<StoredReturn> stored) {
    List<Fact> facts = new ArrayList<>();
    stored.ifPresent(
        s -> {
          facts.add(new Fact("Function", PlainText.of(s.fun())));
          facts.add(new Fact("Exit code", shown(s, "retcode")));
          facts.add(new Fact("Success flag", shown(s, "success")));
        });
    if (!standing.node().isEmpty()) {
      facts.add(new Fact(stored.isPresent() ? "Stored by" : "Expected by", standing.node()));
    }
    return facts;
  }

  private static String shown(StoredReturn stored, String key) {
    return stored
        .fullReturn()
        .get(key)
        .map(value -> JobLine.cut(PlainText.of(NestedText.scalar(value)), 60))
        .orElse("not sent");
  }

  private static Empty missing(JobMinion standing) {
    return Empty.nothingYet(
        "It has not answered",
        "Node "
            + standing.node()
            + " expects an answer of this minion; what it found out: "
            + JobPage.reason(standing)
            + ".",
        "");
  }

  private static Optional<Instant> time(String iso) {
    try {
      return Optional.of(Instant.parse(iso));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
