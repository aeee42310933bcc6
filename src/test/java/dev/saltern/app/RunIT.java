package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.mysql.MySqlJobLookup;
import dev.saltern.simulator.Behaviours;
import dev.saltern.simulator.FakeMinions;
import dev.saltern.simulator.Reaction;
import dev.saltern.simulator.Scenario;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `saltern run` at a simulated master with a real node beside it: published there, followed from
/// the database.
class RunIT {
  private static final int MINIONS = 4;
  private static final String SILENT = "sm1-m0002";

  @TempDir Path folder;

  private NodeSite site;
  private Node node;

  /// What the command did.
  private record Ended(int exitCode, String out, String err) {}

  @BeforeEach
  void start() throws Exception {
    Behaviours behaviours =
        Behaviours.standard()
            .with(
                "cmd.run",
                (minion, _) ->
                    minion.text().equals(SILENT) ? new Reaction.Silence() : Reaction.of("done"));
    var options =
        Scenario.Options.standard().withMode(FakeMinions.Mode.DIRECT).withBehaviours(behaviours);
    site = new NodeSite(Scenario.Plan.of(1, MINIONS, 0).with(options), folder);
    Files.writeString(
        site.config().resolve("master"),
        """
        gather_job_timeout: 2
        timeout: 2
        nodegroups: {few: 'L@sm1-m0001,sm1-m0003'}
        """,
        StandardOpenOption.APPEND);
    node = Node.start(site.read(), Clock.systemUTC());
  }

  @AfterEach
  void end() throws Exception {
    node.close();
    site.close();
  }

  private Ended run(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    var all = new ArrayList<>(List.of("run", "-c", site.config().toString()));
    all.addAll(List.of(words));
    int exitCode = command.execute(all.toArray(String[]::new));
    return new Ended(exitCode, out.toString(), err.toString());
  }

  private Data.Dict load(Ended ended) throws Exception {
    Jid jid = new Jid(ended.err().replaceAll("(?s).*jid: (\\d{20}).*", "$1"));
    return load(jid);
  }

  private Data.Dict load(Jid jid) throws Exception {
    try (var jobCache = new MySqlJobLookup(site.read().mysql())) {
      return jobCache.job(jid).orElseThrow().load();
    }
  }

  @Test
  void aJobIsPublishedAndItsReturnsAreReadFromTheJobCache() throws Exception {
    Ended ended = run("*", "test.ping", "a b", "n=1", "-o", "jsonl");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out().lines()).hasSize(MINIONS).allMatch(l -> l.contains("\"state\": \"ok\""));
    assertThat(ended.err()).endsWith("4 of 4 minions returned, 0 failed, 0 missing\n");
    assertThat(load(ended).get("arg"))
        .contains(Data.of(List.of("a b", java.util.Map.of("__kwarg__", true, "n", 1))));
  }

  @Test
  void aMinionThatDoesNotReturnIsMissingOnceTheNodeSaysSo() {
    Ended ended = run("*", "cmd.run", "uptime", "-o", "jsonl");

    assertThat(ended.out().lines())
        .hasSize(MINIONS)
        .anyMatch(l -> l.contains(SILENT) && l.contains("\"state\": \"missing\""));
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(run("*", "cmd.run", "uptime", "--min-percent", "75").exitCode()).isZero();
  }

  @Test
  void targetsAreThoseOfSalt() throws Exception {
    Ended list = run("-L", "sm1-m0001, sm1-m0003", "test.ping", "-o", "name");
    Ended pcre = run("-E", "sm1-m000[12]", "test.ping", "-o", "name");
    Ended group = run("-N", "few", "test.ping", "-o", "name");
    Ended compound = run("-C", "N@few and not sm1-m0003", "test.ping", "--async");

    assertThat(list.out().lines()).containsExactlyInAnyOrder("sm1-m0001", "sm1-m0003");
    assertThat(load(list).get("tgt")).contains(Data.of(List.of("sm1-m0001", "sm1-m0003")));
    assertThat(pcre.out().lines()).containsExactlyInAnyOrder("sm1-m0001", "sm1-m0002");
    assertThat(load(group).text("tgt")).contains("L@sm1-m0001,sm1-m0003");
    assertThat(load(group).text("tgt_type")).contains("compound");
    assertThat(compound.exitCode()).isZero();
    assertThat(Jid.parse(compound.out().strip())).isPresent();
    assertThat(run("-N", "many", "test.ping").err()).startsWith("no nodegroup 'many'");
    assertThat(run("-G", "-E", "x", "test.ping").exitCode()).isEqualTo(2);
  }

  @Test
  void batchesAreListsOfThoseThatAnswer() throws Exception {
    Ended ended = run("*", "test.echo", "hi", "--batch-size", "3", "-o", "name");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out().lines()).hasSize(MINIONS).doesNotHaveDuplicates();
    assertThat(ended.err())
        .contains("Executing run on 3 minions, 1 to 3 of 4")
        .contains("Executing run on 1 minions, 4 to 4 of 4");
    assertThat(
            site.count("SELECT COUNT(*) FROM jids WHERE fun = 'test.echo' AND tgt_type = 'list'"))
        .isEqualTo(2);
  }

  @Test
  void whoMatchesNobodyIsToldAsSaltTells() {
    Ended ended = run("nobody*", "test.ping");

    assertThat(ended.err())
        .isEqualTo("No minions matched the target. No command was sent, no jid was assigned.\n");
    assertThat(ended.exitCode()).isEqualTo(3);
  }

  @Test
  void nothingIsPublishedWhereTheJobCacheIsAway() throws Exception {
    site.settings(1);

    Ended ended = run("*", "test.ping");

    assertThat(ended.exitCode()).isEqualTo(69);
    assertThat(ended.err()).startsWith("The job cache cannot be reached");
    site.settings(site.database.config().server().port());
    assertThat(site.count("SELECT COUNT(*) FROM jids")).isZero();
  }

  @Test
  void aKeyThatIsNotThereOrNotOursEndsItWithWhatMendsIt() throws Exception {
    Path key = site.read().master().access().directories().rootKey(user());
    byte[] text = Files.readAllBytes(key);
    Files.delete(key);
    assertThat(run("*", "test.ping"))
        .extracting(Ended::exitCode, Ended::out)
        .containsExactly(69, "");
    Files.write(key, text);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(key)).as("root reads every file").isFalse();

    assertThat(run("*", "test.ping")).extracting(Ended::exitCode).isEqualTo(77);
  }

  @Test
  void aWrongKeyIsRefused() throws Exception {
    Files.writeString(site.read().master().access().directories().rootKey(user()), "wrong");

    Ended ended = run("*", "test.ping");

    assertThat(ended.exitCode()).isEqualTo(77);
    assertThat(ended.err()).startsWith("The master refuses the job: AuthenticationError");
  }

  @Test
  void aMasterThatIsDownIs69() throws Exception {
    site.scenario.master(1).stop();

    Ended ended = run("*", "test.ping");

    assertThat(ended.exitCode()).isEqualTo(69);
    assertThat(ended.err()).startsWith("The salt master could not be contacted.");
  }

  private String user() throws ConfigException {
    return site.read().master().identity().user();
  }

  /// Who else is known.
  @Test
  void idsTheMasterDoesNotKnowAreNamed() {
    Ended ended = run("-L", "sm1-m0001,elsewhere", "test.ping", "-o", "name");

    assertThat(ended.out()).isEqualTo(new MinionId("sm1-m0001") + "\n");
    assertThat(ended.err()).contains("The master does not know: elsewhere");
  }
}
