package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.lookup.FakeJobLookup;
import dev.saltern.wire.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What `salt` and `salt-run jobs.*` of real Salt printed for a command, against what ours print
/// for the same job out of the job cache.
class RecordedCommandTest {
  private static final Jid JID = new Jid("20261124120000000000");

  @TestFactory
  List<DynamicTest> whatSaltPrintsForAJob() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Data.Dict recorded : Recorded.lines("cli.jsonl")) {
      List<String> command = command(recorded);
      if (!command.contains("jobs.list_jobs") && !command.contains("jobs.last_run")) {
        tests.add(
            DynamicTest.dynamicTest(
                String.join(" ", command),
                () -> {
                  Cli.Ended ended = new Cli(jobCache(recorded)).run(arguments(command));
                  assertThat(ended.out()).isEqualTo(recorded.text("stdout").orElseThrow());
                  assertThat(ended.exitCode()).isZero();
                }));
      }
    }
    assertThat(tests).hasSizeGreaterThan(70);
    return tests;
  }

  @Test
  void jobsAreListedAsListJobsListsThem() throws Exception {
    int compared = 0;
    for (Data.Dict recorded : Recorded.lines("cli.jsonl")) {
      List<String> command = command(recorded);
      if (command.contains("jobs.list_jobs") && command.toString().contains("--out")) {
        FakeJobLookup jobs = new FakeJobLookup();
        recorded
            .dict("returned")
            .orElseThrow()
            .entries()
            .forEach((jid, job) -> load(jobs, jid, (Data.Dict) job));
        List<String> ours = new ArrayList<>(List.of("jobs", "--all"));
        command.stream().filter(a -> a.startsWith("--")).forEach(ours::add);

        String out = new Cli(jobs).run(ours.toArray(String[]::new)).out();

        String expected = recorded.text("stdout").orElseThrow();
        if (command.contains("--out=json")) {
          // The order of jobs there is that of the file system they were read from.
          assertThat(JsonText.read(out)).isEqualTo(JsonText.read(expected));
        } else {
          assertThat(out).isEqualTo(expected);
        }
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(3);
  }

  @Test
  void theLastJobIsShownAsLastRunShowsIt() throws Exception {
    Data.Dict recorded =
        Recorded.lines("cli.jsonl").stream()
            .filter(r -> command(r).contains("jobs.last_run"))
            .findFirst()
            .orElseThrow();
    FakeJobLookup jobs = new FakeJobLookup();
    recorded
        .dict("returned")
        .orElseThrow()
        .entries()
        .forEach((jid, job) -> load(jobs, jid, (Data.Dict) job));

    Cli.Ended ended = new Cli(jobs).run("jobs", "--last", "--out=json");

    assertThat(ended.out()).isEqualTo(recorded.text("stdout").orElseThrow());
  }

  private static void load(FakeJobLookup jobs, Data jidText, Data.Dict job) {
    Jid jid = new Jid(jidText.asText().orElseThrow());
    Data.Dict load =
        Data.dict(
            "fun", job.get("Function").orElseThrow(),
            "arg", job.get("Arguments").orElseThrow(),
            "tgt", job.get("Target").orElseThrow(),
            "tgt_type", job.get("Target-type").orElseThrow(),
            "user", job.get("User").orElseThrow());
    jobs.load(jid, load);
    job.dict("Result")
        .orElse(Data.Dict.EMPTY)
        .entries()
        .forEach(
            (minion, full) ->
                jobs.kept(jid, minion.asText().orElseThrow(), (Data.Dict) full, false));
  }

  /// The returns of a job: as the bus had them, or (`jobs.lookup_jid`) only what they returned.
  private static FakeJobLookup jobCache(Data.Dict recorded) {
    FakeJobLookup jobs = new FakeJobLookup().load(JID, Data.Dict.EMPTY);
    for (Data each : recorded.list("returns").orElse(List.of())) {
      Data.Dict full = (Data.Dict) each;
      boolean failed = full.integer("retcode").orElse(0L) != 0;
      jobs.kept(JID, full.text("id").orElseThrow(), full, failed);
    }
    Data.Dict returned = recorded.dict("returned").orElse(Data.Dict.EMPTY);
    String out = returned.text("outputter").orElse("");
    Map<Data, Data> minions = returned.dict("data").orElse(returned).entries();
    minions.forEach(
        (minion, value) ->
            jobs.kept(
                JID, minion.asText().orElseThrow(), Data.dict("return", value, "out", out), false));
    return jobs;
  }

  private static List<String> command(Data.Dict recorded) {
    return recorded.list("command").orElseThrow().stream().map(PythonText::str).toList();
  }

  private static String[] arguments(List<String> command) {
    List<String> ours = new ArrayList<>(List.of("job", JID.text(), "--returns-only"));
    command.stream().filter(a -> a.startsWith("--")).forEach(ours::add);
    return ours.toArray(String[]::new);
  }
}
