package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.localmaster.HashType;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.lookup.FakeJobLookup;
import dev.saltern.lookup.cli.CliErrors;
import dev.saltern.wire.DataCodec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

class ComparingTest {
  private static final Jid JID = new Jid("20261124120000000001");
  private static final Jid OLDER = new Jid("20261123120000000001");

  @TempDir Path root;

  private final FakeJobLookup mysql = new FakeJobLookup();
  private JobDirectory directory;

  @BeforeEach
  void start() throws Exception {
    directory = new JobDirectory(root, HashType.SHA256, DataCodec.Limits.DEFAULT);
    job(JID, "a", "b", "silent");
    returned(JID, "a", true, 0);
    returned(JID, "b", false, 1);
    mysql.load(JID, Data.dict("fun", "test.ping"));
    mysql.returned(JID, "a", Data.of(true)).failed(JID, "b", Data.of(false));
  }

  @Test
  void theSameIsTheSameAlsoWhereAMinionIsSilentInBoth() {
    Ended ended = compare("--compare", JID.text());

    assertThat(ended.exitCode).isZero();
    assertThat(ended.out)
        .isEqualTo(
            "same    %s expected 3, in the directory 2, in MySQL 2; missing in MySQL 0, only in MySQL 0, different 0\n"
                .formatted(JID));
    assertThat(ended.err).contains("1 jobs: 1 the same, 0 differ, 0 unknown");
  }

  @Test
  void minionsOfOtherMastersAreCountedAndNoDifference() {
    mysql.returned(JID, "elsewhere", Data.of(true));

    Ended ended = compare("--compare", JID.text());

    assertThat(ended.exitCode).isZero();
    assertThat(ended.out).contains("; of other masters 1");
  }

  @Test
  void eachDifferenceIsNamed() throws Exception {
    returned(JID, "lost", true, 0);
    mysql.returned(JID, "silent", Data.of(true)).returned(JID, "b", Data.of(false));

    Ended ended = compare("--compare", JID.text());

    assertThat(ended.exitCode).isEqualTo(1);
    assertThat(ended.out)
        .startsWith("DIFFERS " + JID)
        .contains("missing in MySQL 1, only in MySQL 1, different 1")
        .contains("        missing in MySQL: lost\n")
        .contains("        only in MySQL: silent\n")
        .contains("b: directory: retcode 1, failed, MySQL: retcode 0, success");
  }

  @Test
  void aJobMysqlDoesNotKnowDiffersAndManyNamesAreCut() throws Exception {
    job(OLDER, "a");
    for (int i : IntStream.range(0, 25).toArray()) {
      returned(OLDER, "m%02d".formatted(i), true, 0);
    }

    Ended ended = compare("--compare", JID.text(), OLDER.text());

    assertThat(ended.exitCode).isEqualTo(1);
    assertThat(ended.out).contains("MySQL does not know this job").contains("m19 and 5 more");
    assertThat(ended.err).contains("2 jobs: 1 the same, 1 differ, 0 unknown");
  }

  @Test
  void aReturnWhoseFileIsNotThereYetIsNotMissing() throws Exception {
    Files.createDirectory(directory.of(JID).resolve("silent"));

    assertThat(compare("--compare", JID.text()).exitCode).isZero();
  }

  @Test
  void unknownJobsAreSaidAndEndWithNothingFound() {
    mysql.load(OLDER, Data.dict("fun", "f")).returned(OLDER, "x", Data.of(true));
    String nowhere = "20200101000000000000";

    Ended ended = compare("--compare", nowhere, OLDER.text(), JID.text());

    assertThat(ended.exitCode).isEqualTo(3);
    assertThat(ended.out)
        .contains("UNKNOWN " + nowhere + " is neither in this master's job cache nor in MySQL")
        .contains("UNKNOWN " + OLDER + " is in MySQL (1 returns), not in this master's job cache");
  }

  @Test
  void theNewestAreTakenFromTheDirectory() throws Exception {
    job(OLDER, "a");
    mysql.load(OLDER, Data.dict("fun", "f"));

    assertThat(compare("--compare-last", "1").out)
        .contains(JID.text())
        .doesNotContain(OLDER.text());
    assertThat(compare("--compare-last", "9").out.lines())
        .extracting(line -> line.substring(8, 28))
        .containsExactly(JID.text(), OLDER.text());
  }

  @Test
  void whatIsNoJidOrNoNumberIsAUsageError() {
    assertThat(compare("--compare", "yesterday"))
        .satisfies(e -> assertThat(e.exitCode).isEqualTo(2))
        .satisfies(e -> assertThat(e.err).contains("a JID is 20 digits").contains("'yesterday'"));
    assertThat(compare("--compare-last", "0").exitCode).isEqualTo(2);
  }

  @Test
  void aJobCacheThatIsAwayIsSaid() {
    mysql.down = java.util.Optional.of("connection refused");

    assertThat(compare("--compare", JID.text()))
        .satisfies(e -> assertThat(e.exitCode).isEqualTo(69))
        .satisfies(e -> assertThat(e.err).contains("connection refused"));
  }

  private void job(Jid jid, String... minions) throws Exception {
    Path job = Files.createDirectories(directory.of(jid));
    Files.writeString(job.resolve("jid"), jid.text());
    write(job.resolve(".load.p"), Data.dict("jid", jid.text(), "fun", "test.ping", "tgt", "*"));
    write(job.resolve(".minions.p"), Data.of(List.of(minions)));
  }

  private void returned(Jid jid, String minion, boolean success, int retcode) throws Exception {
    Path own = Files.createDirectories(directory.of(jid).resolve(minion));
    write(
        own.resolve("return.p"),
        Data.dict("return", success, "retcode", retcode, "success", success));
  }

  private static void write(Path file, Data value) throws Exception {
    Files.write(file, DataCodec.encode(value, DataCodec.Spec.NEW));
  }

  private record Ended(int exitCode, String out, String err) {}

  @CommandLine.Command(name = "check")
  private final class Check implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final Comparing comparing = new Comparing();

    @Override
    public Integer call() throws Exception {
      return comparing.run(directory, mysql, Objects.requireNonNull(spec).commandLine());
    }
  }

  private Ended compare(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var command = new CommandLine(new Check());
    CliErrors.install(command);
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    return new Ended(command.execute(arguments), out.toString(), err.toString());
  }
}
