package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.localmaster.AcceptedMinions;
import dev.saltern.localmaster.HashType;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.wire.DataCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NarrowingTest {
  private static final Jid JOB = new Jid("20261124120000000000");
  private static final Narrowing.Settings LISTS = new Narrowing.Settings(true, false);

  private final FakeLocalMinions local = new FakeLocalMinions("a", "b", "c");

  @Test
  void aListIsCutToTheMinionsOfThisMaster() {
    Narrowing narrowing = new Narrowing(LISTS, local);

    assertThat(published(narrowing, list("test.ping", "a", "x", "c"))).isEqualTo(ids("a", "c"));
    assertThat(narrowing.counts().cut()).isEqualTo(1);
  }

  @Test
  void aListOfOursAloneGoesDownAsItIs() {
    Data.Dict publication = list("test.ping", "b", "a");

    assertThat(new Narrowing(LISTS, local).judge(publication))
        .isEqualTo(new Narrowing.Verdict.Publish(publication));
  }

  @Test
  void aListOfNobodyHereIsNotPublished() {
    Narrowing narrowing = new Narrowing(LISTS, local);

    assertThat(narrowing.judge(list("test.ping", "x", "A", "no/id")))
        .isEqualTo(new Narrowing.Verdict.Nobody());
    assertThat(narrowing.counts().nobody()).isEqualTo(1);
  }

  @Test
  void aListMayBeOneTextWithCommas() {
    Data.Dict publication = list("test.ping").with("tgt", new Data.Text("x,b,,a"));

    assertThat(published(new Narrowing(LISTS, local), publication)).isEqualTo(ids("b", "a"));
  }

  @Test
  void findJobReachesThoseWhoHaveNotReturned() {
    local.returns(JOB, "a");
    Narrowing narrowing = new Narrowing(LISTS, local);

    assertThat(published(narrowing, findJob("a", "b", "x"))).isEqualTo(ids("b"));
  }

  @Test
  void findJobWhereAllHaveReturnedIsNotPublished() {
    local.returns(JOB, "a", "b");
    Narrowing narrowing = new Narrowing(LISTS, local);

    assertThat(narrowing.judge(findJob("a", "b", "x"))).isEqualTo(new Narrowing.Verdict.Nobody());
    assertThat(narrowing.counts().returned()).isEqualTo(1);
  }

  @Test
  void anotherFunctionWithThatArgumentReachesThemAll() {
    local.returns(JOB, "a");
    Data.Dict publication = findJob("a", "b").with("fun", new Data.Text("saltutil.kill_job"));

    assertThat(published(new Narrowing(LISTS, local), publication)).isEqualTo(ids("a", "b"));
  }

  @Test
  void belowAMasterWithSyndicsOnlyThoseWhoReturnedAreCut() {
    local.returns(JOB, "a");
    Narrowing narrowing = new Narrowing(new Narrowing.Settings(true, true), local);

    assertThat(published(narrowing, findJob("a", "b", "x"))).isEqualTo(ids("b", "x"));
    assertThat(published(narrowing, list("test.ping", "x"))).isEqualTo(ids("x"));
    assertThat(published(narrowing, glob("x*"))).isEqualTo(new Data.Text("x*"));
  }

  @Test
  void nothingElseIsCut() {
    assertThat(published(new Narrowing(LISTS, local), glob("x*"))).isEqualTo(new Data.Text("x*"));
  }

  @Test
  void switchedOffEverythingGoesDown() {
    Narrowing narrowing = new Narrowing(new Narrowing.Settings(false, false), local);

    assertThat(published(narrowing, list("test.ping", "x"))).isEqualTo(ids("x"));
  }

  @Test
  void filesThatCannotBeReadHoldNothingBack() {
    local.broken = true;
    Narrowing narrowing = new Narrowing(new Narrowing.Settings(true, false), local);

    assertThat(published(narrowing, list("test.ping", "x"))).isEqualTo(ids("x"));
    assertThat(published(narrowing, glob("x*"))).isEqualTo(new Data.Text("x*"));
    assertThat(narrowing.counts().unread()).isEqualTo(1);
  }

  @Test
  void theMastersOwnDirectoriesSayWhoIsThereAndWhoReturned(@TempDir Path folder) throws Exception {
    Path keys = Files.createDirectories(folder.resolve("minions"));
    var jobs = new JobDirectory(folder.resolve("jobs"), HashType.SHA256, DataCodec.Limits.DEFAULT);
    for (String id : List.of("a", "b")) {
      Files.writeString(keys.resolve(id), "key");
    }
    Files.createDirectories(jobs.of(JOB).resolve("a"));
    var files = LocalMinions.of(new AcceptedMinions(keys, Clock.systemUTC()), jobs);

    assertThat(files.accepted()).containsExactlyInAnyOrder(new MinionId("a"), new MinionId("b"));
    assertThat(published(new Narrowing(LISTS, files), findJob("a", "b", "c"))).isEqualTo(ids("b"));
    assertThat(files.returned(new Jid("20261124120000000001"))).isEmpty();
  }

  @Test
  void aListOfTwentyThousandIsCutToTheThousandHere() {
    var many = new ArrayList<String>();
    for (int i = 0; i < 20_000; i++) {
      many.add("m" + i);
      if (i % 20 == 0) {
        local.accepted.add(new MinionId("m" + i));
      }
    }

    Data cut =
        published(new Narrowing(LISTS, local), list("test.ping", many.toArray(new String[0])));

    assertThat(((Data.Seq) cut).items()).hasSize(1000);
  }

  private static Data published(Narrowing narrowing, Data.Dict publication) {
    Narrowing.Verdict verdict = narrowing.judge(publication);
    assertThat(verdict).isInstanceOf(Narrowing.Verdict.Publish.class);
    return ((Narrowing.Verdict.Publish) verdict).publication().get("tgt").orElseThrow();
  }

  private static Data ids(String... ids) {
    return Data.of(List.of(ids));
  }

  private static Data.Dict list(String fun, String... ids) {
    return Data.dict("fun", fun, "tgt", List.of(ids), "tgt_type", "list", "arg", List.of());
  }

  private static Data.Dict findJob(String... ids) {
    return list("saltutil.find_job", ids).with("arg", Data.of(List.of(JOB)));
  }

  private static Data.Dict glob(String pattern) {
    return Data.dict("fun", "test.ping", "tgt", pattern, "tgt_type", "glob");
  }
}
