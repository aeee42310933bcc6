package dev.saltern.localmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.wire.DataCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobDirectoryTest {
  private static final Jid JID = new Jid("20261124120000000001");
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  @TempDir private Path root;

  @ParameterizedTest
  @ValueSource(strings = {"mom", "sm1"})
  void everythingRealMastersWroteIsRead(String master) throws Exception {
    Map<Jid, Map<String, Recorded>> jobs = recordedJobs(master);
    assertThat(jobs).hasSize(7);
    JobDirectory directory = directory();

    for (var job : jobs.entrySet()) {
      Jid jid = job.getKey();
      Map<String, Recorded> files = job.getValue();
      Load load = directory.load(jid).orElseThrow();
      assertThat(load.body()).isEqualTo(file(files, ".load.p").dict("decoded"));
      assertThat(load.source()).isEqualTo(Source.DIRECTORY);
      assertThat(load.expected()).isEqualTo(recordedMinions(files));
      assertThat(directory.minions(jid)).isEqualTo(recordedMinions(files));
      List<Return> returns = directory.returns(jid);
      assertThat(returns)
          .extracting(r -> r.minion().text() + "/return.p")
          .containsExactlyInAnyOrderElementsOf(
              files.keySet().stream().filter(f -> f.endsWith("return.p")).toList());
      for (Return found : returns) {
        Data.Dict stored = file(files, found.minion() + "/return.p").dict("decoded");
        assertThat(found.value()).isEqualTo(stored.get("return").orElseThrow());
        assertThat(found.body().get("retcode")).isEqualTo(stored.get("retcode"));
        assertThat(found.body().get("success")).isEqualTo(stored.get("success"));
        assertThat(found.fun()).isEqualTo(load.fun()).isNotEmpty();
        assertThat(found.body().get("fun_args")).isEqualTo(load.body().get("arg"));
        assertThat(found.body().get("out"))
            .isEqualTo(
                Optional.ofNullable(files.get(found.minion() + "/out.p"))
                    .map(out -> new Data.Text(out.text("decoded"))));
        assertThat(directory.returnOf(jid, found.minion())).contains(found);
      }
    }
  }

  @Test
  void pathsAreThoseOfRealMasters() {
    for (Recorded file : Recorded.ofKind("local_cache_file")) {
      Path job =
          new JobDirectory(root.resolve("jobs"), HashType.SHA256, DataCodec.Limits.DEFAULT)
              .of(new Jid(file.text("jid")));
      assertThat(root.resolve(file.text("path"))).startsWithRaw(job);
    }
  }

  @ParameterizedTest
  @CsvSource({"MD5, 32", "SHA1, 40", "SHA224, 56", "SHA256, 64", "SHA384, 96", "SHA512, 128"})
  void theHashTypeNamesTheDirectory(HashType type, int digits) {
    Path relative = root.relativize(new JobDirectory(root, type, DataCodec.Limits.DEFAULT).of(JID));

    assertThat(relative.getNameCount()).isEqualTo(2);
    assertThat(relative.getName(0).toString()).hasSize(2);
    assertThat(relative.getName(1).toString()).hasSize(digits - 2);
  }

  @Test
  void md5IsThatOfOlderMasters() {
    // python3 -c 'import hashlib; print(hashlib.md5(b"20261124120000000001").hexdigest())'
    assertThat(HashType.MD5.hex(JID.text())).isEqualTo("9f0a32d4ca95bc779cfe1a29d6ca4abb");
  }

  @Test
  void aJobThatIsNotThereHasNothing() throws Exception {
    assertThat(directory().load(JID)).isEmpty();
    assertThat(directory().returns(JID)).isEmpty();
    assertThat(directory().returnOf(JID, new MinionId("a"))).isEmpty();
    assertThat(directory().minions(JID)).isEmpty();
  }

  @Test
  void aHalfWrittenLoadLeavesTheMinions() throws Exception {
    job(JID, Data.dict("fun", "test.ping"), "a", "b");
    cut(directory().of(JID).resolve(".load.p"));

    Load load = directory().load(JID).orElseThrow();

    assertThat(load.body()).isEqualTo(Data.Dict.EMPTY);
    assertThat(load.expected()).containsExactly(new MinionId("a"), new MinionId("b"));
  }

  @Test
  void aMinionsDirectoryWithoutAReturnIsNotYetOne() throws Exception {
    job(JID, Data.dict("fun", "test.ping"), "a");
    Files.createDirectory(directory().of(JID).resolve("a"));

    assertThat(directory().returns(JID)).isEmpty();
  }

  @Test
  void aBareValueIsTheReturnOfAnOldMaster() throws Exception {
    job(JID, Data.dict("fun", "test.ping"), "a");
    returned(JID, "a", new Data.Bool(true));
    returned(JID, "b", Data.dict("x", 1));

    assertThat(directory().returns(JID))
        .extracting(Return::value)
        .containsExactlyInAnyOrder(new Data.Bool(true), Data.dict("x", 1));
  }

  @Test
  void theBoundOfAFileFollowsTheHeap() {
    assertThat(JobDirectory.limits(384L << 20).bytesMax()).isGreaterThan(64 << 20);
    assertThat(JobDirectory.limits(100L << 20).bytesMax()).isEqualTo(20 << 20);
    assertThat(JobDirectory.limits(8L << 30)).isEqualTo(DataCodec.Limits.DEFAULT);
  }

  @Test
  void aFileOverTheBoundIsLeftOut() throws Exception {
    job(JID, Data.dict("fun", "f"), "a");
    returned(JID, "a", Data.dict("return", "x".repeat(2000)));
    returned(JID, "b", Data.dict("return", "x"));
    var bounded = new JobDirectory(root, HashType.SHA256, new DataCodec.Limits(1000, 10));

    assertThat(bounded.returns(JID)).extracting(Return::minion).containsExactly(new MinionId("b"));
  }

  @Test
  void aReturnTheMinionCutItselfIsNoBetterThanOnTheBus() throws Exception {
    job(JID, Data.dict("fun", "f"), "a");
    returned(JID, "a", Data.dict("return", "VALUE_TRIMMED"));
    returned(JID, "b", Data.dict("return", Data.dict("x", "VALUE_TRIMMED", "y", 1)));
    returned(JID, "c", Data.dict("return", "whole"));

    assertThat(directory().returns(JID))
        .extracting(r -> r.minion() + " " + r.source())
        .containsExactlyInAnyOrder("a TRIMMED", "b TRIMMED", "c DIRECTORY");
  }

  @Test
  void theLoadOfAJobAMinionStartedCarriesNoReturn() throws Exception {
    job(JID, Data.dict("id", "a", "fun", "test.ping", "return", "big", "tgt", "a"));

    assertThat(directory().load(JID).orElseThrow().body())
        .isEqualTo(Data.dict("id", "a", "fun", "test.ping", "tgt", "a"));
  }

  @Test
  void aScanFindsWhatChangedInTheWindowLoadsFirst() throws Exception {
    Jid before = new Jid("20261124100000000000");
    Jid within = new Jid("20261124115959000000");
    Jid after = new Jid("20261124140000000000");
    for (Jid jid : List.of(before, within, after)) {
      job(jid, Data.dict("fun", "test.ping", "jid", jid), "a", "b");
      returned(jid, "a", Data.dict("return", true));
    }
    returned(before, "b", Data.dict("return", 2));
    at(before, "a", NOON.minusSeconds(7200));
    at(before, "b", NOON);
    at(within, "a", NOON);
    at(after, "a", NOON.plusSeconds(7200));
    times(before, NOON);
    times(within, NOON);
    times(after, NOON.plusSeconds(7200));

    JobScan scan = directory().changedBetween(NOON.minusSeconds(60), NOON.plusSeconds(60));
    List<JobScan.Found> found = all(scan);

    assertThat(found)
        .allMatch(a -> !(a instanceof JobScan.KeptLoad(Load l)) || l.expected().size() == 2);
    assertThat(found)
        .extracting(JobDirectoryTest::name)
        .containsExactlyInAnyOrder(
            "load " + before, before + " b", "load " + within, within + " a");
    assertThat(found.indexOf(load(found, within))).isLessThan(found.indexOf(ret(found, within)));
    assertThat(scan.counts()).isEqualTo(new ScanCounts(3, 3, 4, 0, 0));
  }

  @Test
  void aScanLooksALittleBeyondBothEnds() throws Exception {
    job(JID, Data.dict("fun", "f"), "a");
    for (String minion : List.of("tooEarly", "early", "late", "tooLate")) {
      returned(JID, minion, Data.dict("return", 1));
    }
    Instant to = NOON.plusSeconds(10);
    at(JID, "tooEarly", NOON.minus(JobScan.BEFORE).minusMillis(1));
    at(JID, "early", NOON.minus(JobScan.BEFORE));
    at(JID, "late", to.plus(JobScan.AFTER));
    at(JID, "tooLate", to.plus(JobScan.AFTER).plusMillis(1));
    times(JID, NOON.plusSeconds(100));

    assertThat(all(directory().changedBetween(NOON, to)))
        .extracting(JobDirectoryTest::name)
        .containsExactlyInAnyOrder("load " + JID, JID + " early", JID + " late");
  }

  @Test
  void aJobThatDidNotChangeIsNotOpened() throws Exception {
    job(JID, Data.dict("fun", "f"), "a");
    returned(JID, "a", Data.dict("return", 1));
    cut(directory().of(JID).resolve(".load.p"));
    times(JID, NOON.minusSeconds(3600));

    JobScan scan = directory().changedBetween(NOON, NOON);

    assertThat(all(scan)).isEmpty();
    assertThat(scan.counts()).isEqualTo(new ScanCounts(1, 0, 0, 0, 0));
  }

  @Test
  void anEmptyJidFileIsNoObstacle() throws Exception {
    job(JID, Data.dict("fun", "f", "jid", JID), "a");
    Files.writeString(directory().of(JID).resolve("jid"), "");

    assertThat(all(scanAll())).extracting(JobDirectoryTest::name).containsExactly("load " + JID);
  }

  @Test
  void whatIsNotSaltsIsCountedAndLeftOut() throws Exception {
    job(JID, Data.dict("fun", "f"), "a", "no/id");
    returned(JID, "bad\\name", Data.dict("return", 1));
    returned(JID, "a", Data.dict("return", 1));
    Path broken = returned(JID, "b", Data.dict("return", "cut")).resolve("return.p");
    cut(broken);
    Files.createDirectories(root.resolve("zz/foreign"));
    Files.writeString(root.resolve("file"), "x");
    Files.writeString(root.resolve("zz/file"), "x");

    JobScan scan = scanAll();

    assertThat(all(scan))
        .extracting(JobDirectoryTest::name)
        .containsExactlyInAnyOrder("load " + JID, JID + " a");
    assertThat(scan.counts()).isEqualTo(new ScanCounts(2, 2, 2, 1, 3));
  }

  @Test
  void aJobDeletedDuringTheScanIsNoError() throws Exception {
    job(JID, Data.dict("fun", "f"), "a");
    Path minion = returned(JID, "a", Data.dict("return", 1));
    JobScan scan = scanAll();
    assertThat(scan.next()).isPresent();

    Files.delete(minion.resolve("return.p"));
    Files.delete(minion);

    assertThat(scan.next()).isEmpty();
  }

  @Test
  void aCacheThatIsNotThereIsEmptyAndReadable() throws Exception {
    var none = new JobDirectory(root.resolve("jobs"), HashType.SHA256, DataCodec.Limits.DEFAULT);

    assertThat(none.changedBetween(NOON, NOON).next()).isEmpty();
    assertThat(none.check().ok()).isTrue();
  }

  private JobDirectory directory() {
    return new JobDirectory(root, HashType.SHA256, DataCodec.Limits.DEFAULT);
  }

  private JobScan scanAll() throws IOException {
    return directory().changedBetween(Instant.EPOCH, Instant.now().plus(Duration.ofDays(1)));
  }

  private void job(Jid jid, Data.Dict load, String... minions) throws IOException {
    Path job = Files.createDirectories(directory().of(jid));
    Files.writeString(job.resolve("jid"), jid.text());
    write(job.resolve(".load.p"), load);
    write(job.resolve(".minions.p"), Data.of(List.of(minions)));
  }

  private Path returned(Jid jid, String minion, Data value) throws IOException {
    Path own = Files.createDirectories(directory().of(jid).resolve(minion));
    write(own.resolve("return.p"), value);
    return own;
  }

  private static void write(Path file, Data value) throws IOException {
    Files.write(file, DataCodec.encode(value, DataCodec.Spec.NEW));
  }

  private static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
  }

  private void at(Jid jid, String minion, Instant time) throws IOException {
    Files.setLastModifiedTime(directory().of(jid).resolve(minion), FileTime.from(time));
  }

  private void times(Jid jid, Instant time) throws IOException {
    Files.setLastModifiedTime(directory().of(jid), FileTime.from(time));
  }

  private static List<JobScan.Found> all(JobScan scan) throws IOException {
    var found = new ArrayList<JobScan.Found>();
    for (Optional<JobScan.Found> next = scan.next(); next.isPresent(); next = scan.next()) {
      found.add(next.get());
    }
    return found;
  }

  private static String name(JobScan.Found found) {
    return switch (found) {
      case JobScan.KeptLoad(Load load) -> "load " + load.jid();
      case KeptReturn kept -> kept.jid() + " " + kept.minion();
    };
  }

  private static JobScan.Found load(List<JobScan.Found> found, Jid jid) {
    return found.stream().filter(a -> name(a).equals("load " + jid)).findFirst().orElseThrow();
  }

  private static JobScan.Found ret(List<JobScan.Found> found, Jid jid) {
    return found.stream().filter(a -> name(a).startsWith(jid.text())).findFirst().orElseThrow();
  }

  private Map<Jid, Map<String, Recorded>> recordedJobs(String master) throws IOException {
    var jobs = new TreeMap<Jid, Map<String, Recorded>>();
    for (Recorded file : Recorded.ofKind("local_cache_file")) {
      if (file.text("master").equals(master)) {
        Path relative = Path.of("jobs").relativize(Path.of(file.text("path")));
        Path to = root.resolve(relative);
        Files.createDirectories(to.getParent());
        Files.write(to, file.bytes("raw"));
        String inJob = relative.subpath(2, relative.getNameCount()).toString();
        jobs.computeIfAbsent(new Jid(file.text("jid")), _ -> new TreeMap<>()).put(inJob, file);
      }
    }
    return jobs;
  }

  private static Recorded file(Map<String, Recorded> files, String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  private static List<MinionId> recordedMinions(Map<String, Recorded> files) {
    var ids = new TreeSet<MinionId>();
    files.forEach(
        (name, file) -> {
          if (name.startsWith(".minions")) {
            file.list("decoded").forEach(id -> ids.add(new MinionId(id.asText().orElseThrow())));
          }
        });
    return List.copyOf(ids);
  }
}
