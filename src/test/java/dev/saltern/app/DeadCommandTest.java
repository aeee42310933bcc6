package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Arrival;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalConfig;
import dev.saltern.returner.JournalEntry;
import dev.saltern.returner.JournalReader;
import dev.saltern.returner.Kind;
import dev.saltern.returner.Ledger;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.spool.Letters;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SqliteSpool;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands beside a journal that runs on the same spool.
class DeadCommandTest {
  private static final Jid JID = new Jid("20261124120000000000");

  @TempDir Path folder;

  private Spool spool;
  private Journal journal;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(folder.resolve("master"), "syndic_master: mom\nroot_dir: " + folder + "\n");
    Files.writeString(folder.resolve("minion"), "id: sm1\nroot_dir: " + folder + "\n");
    Files.writeString(folder.resolve("saltern"), "spool.path: " + folder + "/spool/spool.db\n");
    spool = SqliteSpool.open(SpoolConfig.at(folder.resolve("spool/spool.db")), Clock.systemUTC());
    journal =
        new Journal(
            spool, JournalConfig.DEFAULT, RetryPolicy.standard(new Random(1), Clock.systemUTC()));
    journal.start();
    bury(
        new Return(
            JID,
            new MinionId("web1"),
            Data.dict("return", "\u001b[2Jevil\u009b", "fun", "test.echo"),
            Source.BUS),
        new Event(new Tag("my/tag/\u001b]0;x"), Data.dict("a", 1)));
  }

  @AfterEach
  void end() {
    journal.close();
    spool.close();
  }

  /// Accepts, and says of each that MySQL would not take it.
  private void bury(Arrival... arrivals) throws Exception {
    journal.acceptAndForce(List.of(arrivals));
    long passed = Objects.requireNonNull(spool.stats().readers().get(Journal.MYSQL)).position();
    var dead = new ArrayList<Letters.Dead>();
    for (Spool.Entry entry : spool.read(passed, 100, Long.MAX_VALUE)) {
      dead.add(new Letters.Dead(entry, "Data too long\u001b[31m for column", 3));
    }
    spool.advance(
        Journal.MYSQL,
        new Spool.Step(
            dead.getLast().entry().position(),
            Map.of("ledger.dead.return", 1L, "ledger.dead.event", 1L),
            dead));
  }

  @Test
  void listHasALineEachAndNothingThatDrivesATerminal() {
    Ended ended = run("list");

    assertThat(ended.exitCode).isZero();
    List<String> lines = ended.out.lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .startsWith("1          return  " + JID + " web1 ")
        .contains(" bytes ", "  3 tries  Data too long?[31m for column");
    assertThat(lines.getLast()).startsWith("2          event   my/tag/?]0;x");
    assertThat(ended.out).doesNotContain("evil");
  }

  @Test
  void aLimitedListSaysHowToGoOn() {
    Ended first = run("list", "--limit", "1");
    assertThat(first.out.lines()).hasSize(1);
    assertThat(first.err).contains("more: saltern spool dead list --after 1");

    Ended rest = run("list", "--after", "1");
    assertThat(rest.out.lines()).singleElement().satisfies(l -> assertThat(l).startsWith("2 "));
    assertThat(run("list", "--after", "2").err).contains("no dead letters");
  }

  @Test
  void showHasTheBodyOnlyWhereAskedAndEscaped() {
    assertThat(run("show", "1").out)
        .contains("what     " + JID + " web1", "attempts 3", "cause    Data too long?[31m")
        .doesNotContain("evil");
    assertThat(run("show", "1", "--body").out)
        .contains("\"return\": \"\\u001b[2Jevil\\u009b\"")
        .doesNotContain("\u001b")
        .doesNotContain("\u009b");
  }

  @Test
  void whatIsNotThereIsSaidAndIsNotFound() {
    for (String[] words :
        new String[][] {{"show", "7"}, {"retry", "7"}, {"discard", "7", "--yes"}}) {
      assertThat(run(words))
          .satisfies(e -> assertThat(e.exitCode).isEqualTo(3))
          .satisfies(e -> assertThat(e.err).contains("No dead letter 7."));
    }
  }

  @Test
  void whatIsRetriedComesOutOfTheJournalOfTheRunningNode() throws Exception {
    JournalReader reader = journal.reader(Journal.MYSQL);
    assertThat(reader.next(10, 1000, Duration.ZERO)).isEmpty();

    assertThat(run("retry", "1").err).contains("1 retried");

    List<JournalEntry> again = reader.next(10, 1000, Duration.ofSeconds(1));
    assertThat(again)
        .singleElement()
        .satisfies(e -> assertThat(((Return) e.record().open()).minion().text()).isEqualTo("web1"));
    assertThat(journal.letters().count()).isEqualTo(1);
    assertThat(returns().pending()).isEqualTo(1);
  }

  @Test
  void allAreRetriedOnce() throws Exception {
    assertThat(run("retry", "--all").err).contains("2 retried");

    assertThat(journal.letters().count()).isZero();
    assertThat(run("retry", "--all").err).contains("0 retried");
  }

  @Test
  void discardAsksFirstAndTheLedgerStillBalances() throws Exception {
    assertThat(run("discard", "1"))
        .satisfies(e -> assertThat(e.exitCode).isEqualTo(2))
        .satisfies(e -> assertThat(e.err).contains("add --yes"));
    assertThat(journal.letters().count()).isEqualTo(2);

    assertThat(run("discard", "1", "2", "--yes").exitCode).isZero();

    assertThat(journal.letters().count()).isZero();
    Ledger.Counts counts = returns();
    assertThat(counts.seen()).isEqualTo(1).isEqualTo(counts.dead());
  }

  @Test
  void retryNeedsPositionsOrAllAndNotBoth() {
    assertThat(run("retry").exitCode).isEqualTo(2);
    assertThat(run("retry", "1", "--all").exitCode).isEqualTo(2);
    assertThat(run("list", "--limit", "0").exitCode).isEqualTo(2);
    assertThat(run().err).contains("Missing: list, show, retry or discard");
  }

  @Test
  void aSpoolThatIsNotThereIsNotMade() {
    Ended ended = run("list", "--shadow");

    assertThat(ended.exitCode).isEqualTo(69);
    assertThat(ended.err).contains("there is no spool " + folder + "/spool/shadow-spool.db");
    assertThat(folder.resolve("spool/shadow-spool.db")).doesNotExist();
  }

  private Ledger.Counts returns() throws Exception {
    return Objects.requireNonNull(journal.ledger().counts().get(Kind.RETURN));
  }

  private record Ended(int exitCode, String out, String err) {}

  private Ended run(String... words) {
    var arguments = new ArrayList<>(List.of("spool", "dead"));
    arguments.addAll(List.of(words));
    if (words.length > 0) {
      arguments.addAll(List.of("-c", folder.toString()));
    }
    var out = new StringWriter();
    var err = new StringWriter();
    var command =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    return new Ended(
        command.execute(arguments.toArray(String[]::new)), out.toString(), err.toString());
  }
}
