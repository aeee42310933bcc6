package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.entry;
import static dev.saltern.jobcache.Arrivals.failure;
import static dev.saltern.jobcache.Arrivals.inDirectory;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Arrival;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Unverified;
import dev.saltern.jobcache.AnswerDoubt;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.JobLookup.Disputed;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.ReturnKey;
import dev.saltern.jobcache.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Answers that somebody else fired on the bus, against those the minion gave.
class ForgedAnswersIT {
  private static final String EARLY = "2026-11-24T12:00:01";
  private static final String LATE = "2026-11-24T12:00:09";
  private static JobCacheRig rig;

  @BeforeAll
  static void create() throws Exception {
    rig = new JobCacheRig();
  }

  @AfterAll
  static void drop() throws Exception {
    rig.close();
  }

  @Test
  void theDirectoryHasTheLastWordInWhateverOrder() throws Exception {
    for (List<Integer> order :
        List.of(
            List.of(0, 1, 2),
            List.of(0, 2, 1),
            List.of(1, 0, 2),
            List.of(1, 2, 0),
            List.of(2, 0, 1),
            List.of(2, 1, 0))) {
      Jid jid = newJid();
      Return truth = truth(jid, EARLY);
      List<Arrival> all = List.of(truth, forged(jid, LATE), inDirectory(truth));
      for (int i : order) {
        write("sm1", all.get(i));
      }
      assertThat(kept(jid)).as("%s", order).containsExactly("50 1");
      assertThat(aside(jid)).as("%s", order).containsExactly("40 0");
    }
  }

  @Test
  void anAnswerOfTheBusAloneDoesNotReplaceOneOfTheDirectory() throws Exception {
    Jid jid = newJid();
    write("sm1", inDirectory(truth(jid, EARLY)));
    write("sm1", forged(jid, LATE));

    assertThat(kept(jid)).containsExactly("30 1");
    assertThat(aside(jid)).containsExactly("40 0");
  }

  @Test
  void anUnverifiedAnswerGivesWayToAnyOther() throws Exception {
    Jid jid = newJid();
    write("sm1", forged(jid, LATE));
    assertThat(mark("sm1", jid)).isEqualTo(new Stored(0, 1, 0));
    assertThat(kept(jid)).containsExactly("5 0");
    assertThat(doubt(jid)).isEqualTo(new AnswerDoubt(true, 0));

    write("sm2", truth(jid, EARLY));
    assertThat(kept(jid)).containsExactly("40 1");
    assertThat(aside(jid)).containsExactly("5 0");
  }

  @Test
  void theAnswerOfAnotherMasterTakesThePlaceOfAnUnverifiedOne() throws Exception {
    Jid jid = newJid();
    write("sm2", truth(jid, EARLY));
    write("sm1", forged(jid, LATE));
    assertThat(kept(jid)).containsExactly("40 0");

    mark("sm1", jid);
    assertThat(kept(jid)).containsExactly("40 1");
    assertThat(aside(jid)).containsExactly("5 0");
    assertThat(mark("sm1", jid)).as("again").isEqualTo(new Stored(0, 0, 1));
    assertThat(kept(jid)).containsExactly("40 1");
  }

  @Test
  void theSameEventAgainDoesNotMakeAnUnverifiedAnswerBetter() throws Exception {
    Jid jid = newJid();
    Return forged = forged(jid, LATE);
    Entry entry = entry(forged);
    rig.writer("sm1").write(List.of(entry));
    mark("sm1", jid);
    rig.writer("sm1").write(List.of(entry));
    write("sm1", forged);
    assertThat(kept(jid)).containsExactly("5 0");

    write("sm1", truth(jid, EARLY));
    rig.writer("sm1").write(List.of(entry));
    assertThat(kept(jid)).containsExactly("40 1");
    assertThat(aside(jid)).containsExactly("5 0");
  }

  @Test
  void aFileThatCameLateVerifiesTheAnswer() throws Exception {
    Jid jid = newJid();
    Return truth = truth(jid, EARLY);
    write("sm1", truth);
    mark("sm1", jid);
    write("sm1", inDirectory(truth));

    assertThat(kept(jid)).containsExactly("30 1");
    assertThat(aside(jid)).isEmpty();
    assertThat(doubt(jid)).isEqualTo(AnswerDoubt.NONE);
  }

  @Test
  void whoeverLooksAtTheJobSeesTheDoubt() throws Exception {
    Jid jid = newJid();
    write("sm1", truth(jid, EARLY));
    write("sm1", forged(jid, LATE));

    var one = new AnswerDoubt(false, 1);
    assertThat(doubt(jid)).isEqualTo(one);
    MinionId web1 = new MinionId("web1");
    assertThat(rig.lookup.detail(jid).orElseThrow().disputed())
        .containsExactly(new Disputed(web1, one));
    assertThat(rig.lookup.returned(jid, web1).orElseThrow().doubt()).isEqualTo(one);
    assertThat(
            rig.lookup.minionsOf(
                jid,
                Optional.empty(),
                EnumSet.allOf(JobMinion.Standing.class),
                Optional.empty(),
                10))
        .extracting(JobMinion::doubt)
        .containsExactly(one);
  }

  @Test
  void whatTheDirectoryHasNothingOfIsMarkedOnlyWhereThisNodeSawIt() throws Exception {
    Jid jid = newJid();
    write("sm2", truth(jid, EARLY));

    assertThat(mark("sm1", jid)).isEqualTo(new Stored(0, 0, 1));
    assertThat(kept(jid)).containsExactly("40 1");
  }

  @Test
  void twoDirectoriesThatDifferSettleAlikeInEachOrder() throws Exception {
    for (boolean turned : List.of(false, true)) {
      Jid jid = newJid();
      Return one = truth(jid, EARLY);
      Return other = forged(jid, LATE);
      List<List<Arrival>> nodes = new ArrayList<>();
      nodes.add(List.of(one, inDirectory(one)));
      nodes.add(List.of(other, inDirectory(other)));
      for (List<Arrival> arrivals : turned ? nodes.reversed() : nodes) {
        for (Arrival arrival : arrivals) {
          write(arrivals.equals(nodes.getFirst()) ? "sm1" : "sm2", arrival);
        }
      }
      assertThat(kept(jid)).as("turned %s", turned).containsExactly("50 0");
      assertThat(aside(jid)).as("turned %s", turned).containsExactly("50 1");
    }
  }

  @Test
  void whoWritesTheSecondAnswerIsToldUntilItsDirectoryHasJudged() throws Exception {
    Jid jid = newJid();
    List<ReturnKey> told = new ArrayList<>();
    rig.writer("sm3").onConflict(told::add);
    Return truth = truth(jid, EARLY);
    write("sm3", truth);
    write("sm3", truth);
    assertThat(told).isEmpty();

    write("sm3", forged(jid, LATE));
    assertThat(told).containsExactly(new ReturnKey(jid, new MinionId("web1")));

    write("sm3", inDirectory(truth));
    write("sm3", forged(jid, LATE));
    assertThat(told).hasSize(1);
  }

  @Test
  void aJobThatIsStillToComeIsTheLatestOnlyWhereThereIsNoOther() throws Exception {
    var only =
        new JobQuery(
            Optional.of("made.up"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            false,
            Optional.empty(),
            1);
    Jid ahead = new Jid("29991231235959999999");
    write("sm1", published(ahead, "made.up", "web1"));
    assertThat(rig.lookup.latest(only)).contains(ahead);

    Jid now = Jid.at(Instant.now());
    write("sm1", published(now, "made.up", "web1"));
    assertThat(rig.lookup.latest(only)).contains(now);
  }

  private static Return truth(Jid jid, String stamp) {
    Return failed = failure(jid, "web1");
    return new Return(
        jid, failed.minion(), failed.body().with("_stamp", Data.of(stamp)), failed.source());
  }

  private static Return forged(Jid jid, String stamp) {
    return answer(jid, "web1", "all is well", stamp);
  }

  private static void write(String node, Arrival arrival) throws Exception {
    rig.writer(node).write(List.of(entry(arrival)));
  }

  private static Stored mark(String node, Jid jid) throws Exception {
    var unverified = new Unverified(jid, new MinionId("web1"));
    return rig.writer(node).write(List.of(entry(unverified))).unverified();
  }

  private static AnswerDoubt doubt(Jid jid) throws Exception {
    return rig.lookup.disputed(jid, 10).stream()
        .map(Disputed::doubt)
        .findFirst()
        .orElse(AnswerDoubt.NONE);
  }

  private static List<String> kept(Jid jid) throws Exception {
    return texts("salt_returns", jid);
  }

  private static List<String> aside(Jid jid) throws Exception {
    return texts("salt_return_conflict", jid);
  }

  private static List<String> texts(String table, Jid jid) throws Exception {
    return Sql.texts(
        rig.sql,
        "SELECT CONCAT(source, ' ', outcome) FROM " + table + " WHERE jid = ?",
        jid.text());
  }
}
