package dev.saltern.jobcache;

import static dev.saltern.jobcache.Arrivals.announced;
import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.entry;
import static dev.saltern.jobcache.Arrivals.failure;
import static dev.saltern.jobcache.Arrivals.inDirectory;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static dev.saltern.jobcache.Arrivals.trimmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Arrival;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a job cache promises, whatever it is made of. Run for each real database.
public abstract class JobCacheContract {
  /// Who writes as the node of this name. The test does not close it.
  protected abstract JobWriter writer(String node);

  protected abstract JobLookup lookup();

  @Test
  void returnStoredTwiceIsOneRow() throws Exception {
    Jid jid = newJid();
    List<Entry> first = batch(answer(jid, "web1", true));
    List<Entry> again = batch(answer(jid, "web1", true));

    assertThat(writer("a").write(first).total()).isEqualTo(new Stored(1, 0, 0));
    assertThat(writer("a").write(again).total()).isEqualTo(new Stored(0, 0, 1));

    assertThat(returns(jid)).hasSize(1);
  }

  @Test
  void aBatchRedeliveredCountsAsItDidTheFirstTime() throws Exception {
    Jid jid = newJid();
    Return directory = inDirectory(answer(jid, "web1", 7));
    writer("a").write(batch(trimmed(answer(jid, "web2", 7))));
    List<Entry> entries =
        List.of(
            entry(published(jid, "test.ping", "web1", "web2")),
            entry(directory),
            entry(answer(jid, "web2", 7)),
            entry(Arrivals.event("my/tag/" + jid, "2026-11-24T12:00:00", "x", 1)));

    Stored first = writer("a").write(entries).total();
    Stored second = writer("a").write(entries).total();

    // web2 was there, trimmed, and with it a load made from that return
    assertThat(first).isEqualTo(new Stored(2, 2, 0));
    assertThat(second).isEqualTo(first);
  }

  @Test
  void theSameReturnFromTwoNodesIsOneRowAndUnchangedForTheSecond() throws Exception {
    Jid jid = newJid();

    writer("a").write(batch(answer(jid, "web1", "x", "2026-11-24T12:00:01")));
    Stored second =
        writer("b").write(batch(answer(jid, "web1", "x", "2026-11-24T12:00:02.5"))).total();

    assertThat(second).isEqualTo(new Stored(0, 0, 1));
    assertThat(returns(jid)).hasSize(1);
  }

  @Test
  void idsThatDifferInCaseAreTwoMinions() throws Exception {
    Jid jid = newJid();

    writer("a").write(batch(answer(jid, "Web1", 1), answer(jid, "web1", 2)));

    assertThat(returns(jid)).extracting(r -> r.minion().text()).containsExactly("Web1", "web1");
  }

  @Test
  void eightWritersOverTheSameKeysStoreEachOnce() throws Exception {
    long seed = System.nanoTime();
    System.out.println("eightWritersOverTheSameKeysStoreEachOnce: seed " + seed);
    List<Jid> jids = List.of(newJid(), newJid(), newJid());
    List<Arrival> arrivals = new ArrayList<>();
    for (Jid jid : jids) {
      arrivals.add(published(jid, "test.ping", "m0", "m1", "m2"));
      IntStream.range(0, 200).forEach(i -> arrivals.add(answer(jid, "m" + i, i)));
      IntStream.range(0, 50)
          .forEach(
              i ->
                  arrivals.add(
                      Arrivals.event("beacon/" + jid + "/" + i, "2026-11-24T12:00:00", "i", i)));
    }
    List<Callable<Stored>> writers = new ArrayList<>();
    for (int w = 0; w < 8; w++) {
      Random random = new Random(seed + w);
      JobWriter writer = writer("writer" + w);
      List<Entry> entries = new ArrayList<>();
      arrivals.forEach(a -> entries.add(entry(a)));
      writers.add(
          () -> {
            Collections.shuffle(entries, random);
            Stored sum = new Stored(0, 0, 0);
            for (int from = 0; from < entries.size(); from += 97) {
              int to = Math.min(entries.size(), from + 97);
              sum = sum.plus(writer.write(entries.subList(from, to)).total());
            }
            return sum;
          });
    }

    Stored all = new Stored(0, 0, 0);
    try (var pool = Executors.newFixedThreadPool(8)) {
      for (var done : pool.invokeAll(writers)) {
        all = all.plus(done.get());
      }
    }

    // Each return and event was inserted by exactly one; a load also counts where it improved what
    // was made from a return, or told of its node's minions.
    assertThat(all.inserted() + all.improved() + all.unchanged()).isEqualTo(8 * arrivals.size());
    assertThat(all.inserted()).isBetween(3 * 250, 3 * 251);
    assertThat(all.improved()).isLessThanOrEqualTo(3 * 8);
    for (Jid jid : jids) {
      JobSummary job = lookup().job(jid).orElseThrow();
      assertThat(job.returned()).isEqualTo(200);
      assertThat(job.expected()).isEqualTo(200);
      assertThat(job.load().text("user")).contains("sudo_alice");
    }
  }

  @Test
  void theRicherLoadStaysInWhateverOrderLoadsCome() throws Exception {
    for (List<Integer> order : permutations(4)) {
      Jid jid = newJid();
      Load minionsOnly = new Load(jid, Data.Dict.EMPTY, "", Arrivals.ids("web1"), Source.BUS);
      List<Arrival> arrivals =
          List.of(
              minionsOnly,
              answer(jid, "web1", true),
              announced(jid, "state.apply"),
              published(jid, "state.apply"));
      for (int i : order) {
        writer("node" + i).write(batch(arrivals.get(i)));
      }
      JobSummary job = lookup().job(jid).orElseThrow();
      assertThat(job.load().text("user")).as("order %s", order).contains("sudo_alice");
      assertThat(job.load().text("fun")).as("order %s", order).contains("state.apply");
      assertThat(job.load().list("Minions")).as("order %s", order).contains(texts("web1"));
    }
  }

  @Test
  void theBestSourceStaysInWhateverOrderCopiesCome() throws Exception {
    for (List<Integer> order : permutations(3)) {
      Jid jid = newJid();
      Return bus = answer(jid, "web1", "all of it");
      List<Return> copies = List.of(trimmed(bus), inDirectory(bus), bus);

      for (int i : order) {
        writer("node" + i).write(batch(copies.get(i)));
      }

      assertThat(returns(jid)).as("order %s", order).hasSize(1);
      assertThat(returns(jid).getFirst().fullReturn()).as("order %s", order).isEqualTo(bus.body());
    }
  }

  @Test
  void ofTwoAnswersThatDifferTheLaterStaysInWhateverOrderTheyCome() throws Exception {
    for (List<Integer> order : permutations(4)) {
      Jid jid = newJid();
      List<Return> copies =
          List.of(
              answer(jid, "web1", "x", "2026-11-24T12:00:01"),
              answer(jid, "web1", "y", "2026-11-24T12:00:02"),
              answer(jid, "web1", "x", "2026-11-24T12:00:03.000001"),
              answer(jid, "web1", "z", "2026-11-24T12:00:03"));

      for (int i : order) {
        writer("node" + i).write(batch(copies.get(i)));
      }

      assertThat(returns(jid)).as("order %s", order).hasSize(1);
      assertThat(returns(jid).getFirst().value()).as("order %s", order).isEqualTo(Data.of("x"));
    }
  }

  @Test
  void copiesWithinOneBatchAreMergedToo() throws Exception {
    Jid jid = newJid();
    Return bus = answer(jid, "web1", "all of it");

    Stored stored =
        writer("a")
            .write(batch(bus, trimmed(bus), answer(jid, "web1", "other", "2026-11-24T13:00:00")))
            .total();

    assertThat(stored.inserted() + stored.improved()).isEqualTo(1);
    assertThat(stored.unchanged()).isEqualTo(2);
    assertThat(returns(jid).getFirst().value()).isEqualTo(Data.of("other"));
  }

  @Test
  void whoHasNotAnsweredIsMissingWhicheverComesFirst() throws Exception {
    Jid before = newJid();
    Jid after = newJid();
    writer("a").write(batch(published(before, "test.ping", "web1", "web2", "web3")));
    writer("a").write(batch(answer(before, "web2", true), answer(before, "stranger", true)));
    writer("b").write(batch(answer(after, "web2", true), answer(after, "stranger", true)));
    writer("a").write(batch(published(after, "test.ping", "web1", "web2", "web3")));

    for (Jid jid : List.of(before, after)) {
      assertThat(missing(jid)).containsExactly("web1", "web3");
      JobSummary job = lookup().job(jid).orElseThrow();
      assertThat(job.returned()).isEqualTo(2);
      assertThat(job.missing()).isEqualTo(2);
    }
  }

  @Test
  void aMinionThatTwoNodesExpectIsMissingOnce() throws Exception {
    Jid jid = newJid();
    writer("b").write(batch(published(jid, "test.ping", "web1", "both")));
    writer("a").write(batch(published(jid, "test.ping", "both", "web2")));
    writer("a").write(batch(answer(jid, "web2", true)));

    assertThat(lookup().job(jid).orElseThrow().missing()).isEqualTo(2);
    assertThat(lookup().missing(jid, Optional.empty(), 10))
        .containsExactly(
            new JobLookup.Missing(new MinionId("both"), "a", Optional.empty()),
            new JobLookup.Missing(new MinionId("web1"), "b", Optional.empty()));
    assertThat(lookup().missing(jid, Optional.of(new MinionId("both")), 10)).hasSize(1);

    writer("b").write(batch(answer(jid, "both", true)));

    assertThat(missing(jid)).containsExactly("web1");
  }

  @Test
  void nobodyIsExpectedToAnswerToolNoise() throws Exception {
    Jid jid = newJid();
    writer("a").write(batch(published(jid, "saltutil.find_job", "web1", "web2")));

    assertThat(missing(jid)).isEmpty();
    assertThat(lookup().job(jid)).isPresent();
  }

  @Test
  void aReturnWithoutALoadIsFoundAsAJob() throws Exception {
    Jid jid = newJid();
    writer("a").write(batch(answer(jid, "web1", true)));

    JobSummary job = lookup().job(jid).orElseThrow();

    assertThat(job.load().text("fun")).contains("test.ping");
    assertThat(job.load().text("tgt")).contains("web1");
    assertThat(job.load().list("arg")).contains(List.of());
    assertThat(job.expected()).isEqualTo(1);
  }

  @Test
  void anUnknownJobIsNothing() throws Exception {
    assertThat(lookup().job(newJid())).isEmpty();
    assertThat(returns(newJid())).isEmpty();
    assertThat(missing(newJid())).isEmpty();
  }

  @Test
  void aReturnOf20MegabytesComesBackWhole() throws Exception {
    Jid jid = newJid();
    Random random = new Random(20);
    StringBuilder text = new StringBuilder();
    while (text.length() < 20 << 20) {
      text.append(Long.toString(random.nextLong(), 36)).append(' ');
    }
    Return big = answer(jid, "web1", text.toString());

    List<Entry> entries = batch(big);
    assertThat(writer("a").write(entries).total()).isEqualTo(new Stored(1, 0, 0));
    assertThat(writer("a").write(entries).total()).isEqualTo(new Stored(1, 0, 0));
    assertThat(writer("b").write(batch(inDirectory(big))).total()).isEqualTo(new Stored(0, 0, 1));

    assertThat(returns(jid).getFirst().fullReturn().equals(big.body())).isTrue();
  }

  @Test
  void oneOfTwoBigAnswersStaysWholeToo() throws Exception {
    Jid jid = newJid();
    String x = "x".repeat(5 << 20);
    String y = "y".repeat(6 << 20);
    writer("a").write(batch(inDirectory(answer(jid, "web1", x, ""))));
    writer("a").write(batch(answer(jid, "web1", x, "2026-11-24T12:00:01")));
    writer("b").write(batch(answer(jid, "web1", y, "2026-11-24T12:00:02")));

    assertThat(returns(jid).getFirst().value().equals(Data.of(x))).isTrue();

    writer("b").write(batch(inDirectory(answer(jid, "web1", y, ""))));

    assertThat(returns(jid).getFirst().value().equals(Data.of(y))).isTrue();

    writer("c").write(batch(answer(jid, "web1", x, "2026-11-24T12:00:03")));

    assertThat(returns(jid).getFirst().value().equals(Data.of(x))).isTrue();
  }

  @Test
  void whatMinionsSendIsKept() throws Exception {
    Jid jid = newJid();
    Data value =
        Data.dict(
            "emoji",
            "😀 grün €",
            "escape",
            "\u001b[31mred\u001b[0m \u0000 \\ \" '",
            "deep",
            List.of(List.of(List.of(1, 2.5, true, false))),
            "nothing",
            null,
            "big",
            new BigInteger("18446744073709551615"),
            "least",
            Long.MIN_VALUE,
            "infinite",
            Double.POSITIVE_INFINITY,
            "empty",
            Data.Dict.EMPTY);
    writer("a")
        .write(
            batch(
                answer(jid, "a", value),
                answer(jid, "b", Double.NaN),
                answer(jid, "c", new byte[] {(byte) 0xff, 'x'}),
                answer(jid, "d-grün-😀", "\ud83d"),
                answer(jid, "e", Data.Nil.NIL)));

    List<JobLookup.StoredReturn> kept = returns(jid);

    assertThat(kept.get(0).value()).isEqualTo(value);
    assertThat(kept.get(1).value()).isEqualTo(new Data.Real(Double.NaN));
    assertThat(kept.get(2).value()).isInstanceOf(Data.Text.class);
    assertThat(kept.get(3).minion().text()).isEqualTo("d-grün-😀");
    assertThat(kept.get(4).value()).isEqualTo(Data.Nil.NIL);
  }

  @Test
  void anEntryThatCanNeverBeStoredIsRejectedAndNothingOfItsBatchIsKept() throws Exception {
    Jid jid = newJid();

    assertThatThrownBy(
            () -> writer("a").write(batch(answer(jid, "web1", 1), answer(jid, "web2 ", 2))))
        .isInstanceOf(JobCacheRejectedException.class)
        .hasMessageContaining("web2");
    assertThat(lookup().job(jid)).isEmpty();

    Load tooBig =
        new Load(
            jid,
            Data.dict("fun", "cmd.run", "arg", List.of("x".repeat(20 << 20))),
            "",
            List.of(),
            Source.BUS);
    assertThatThrownBy(() -> writer("a").write(batch(tooBig)))
        .isInstanceOf(JobCacheRejectedException.class)
        .hasMessageContaining(jid.text());

    assertThat(writer("a").write(batch(answer(jid, "web1", 1))).total())
        .isEqualTo(new Stored(1, 0, 0));
  }

  @Test
  void returnsArePagedAndFiltered() throws Exception {
    Jid jid = newJid();
    writer("a")
        .write(
            batch(
                answer(jid, "db_1", 1),
                failure(jid, "db_2"),
                answer(jid, "dbx1", 1),
                failure(jid, "web%1"),
                answer(jid, "web1", 1)));

    assertThat(minions(jid, new ReturnFilter(Optional.of("db_?"), false)))
        .containsExactly("db_1", "db_2");
    assertThat(minions(jid, new ReturnFilter(Optional.of("web%*"), false)))
        .containsExactly("web%1");
    assertThat(minions(jid, new ReturnFilter(Optional.of("d[!c]*[12]"), false)))
        .containsExactly("db_1", "db_2", "dbx1");
    assertThat(minions(jid, new ReturnFilter(Optional.of("web1"), false))).containsExactly("web1");
    assertThat(minions(jid, new ReturnFilter(Optional.empty(), true)))
        .containsExactly("db_2", "web%1");
    assertThat(
            lookup()
                .returns(
                    jid, ReturnFilter.ALL, Optional.of(new MinionId("db_2")), PageBound.ofRows(2))
                .returns()
                .stream()
                .map(r -> r.minion().text()))
        .containsExactly("dbx1", "web%1");
    assertThat(lookup().job(jid).orElseThrow().failed()).isEqualTo(2);
  }

  private List<String> minions(Jid jid, ReturnFilter filter) throws Exception {
    return lookup().returns(jid, filter, Optional.empty(), PageBound.ofRows(100)).returns().stream()
        .map(r -> r.minion().text())
        .toList();
  }

  protected List<JobLookup.StoredReturn> returns(Jid jid) throws Exception {
    return lookup()
        .returns(jid, ReturnFilter.ALL, Optional.empty(), PageBound.ofRows(100))
        .returns();
  }

  protected List<String> missing(Jid jid) throws Exception {
    return lookup().missing(jid, Optional.empty(), 100).stream()
        .map(m -> m.minion().text())
        .toList();
  }

  protected static List<Data> texts(String... texts) {
    return java.util.Arrays.stream(texts).<Data>map(Data.Text::new).toList();
  }

  protected static List<List<Integer>> permutations(int n) {
    List<List<Integer>> all = List.of(List.of());
    for (int i = 0; i < n; i++) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> one : all) {
        for (int at = 0; at <= one.size(); at++) {
          List<Integer> next = new ArrayList<>(one);
          next.add(at, i);
          longer.add(next);
        }
      }
      all = longer;
    }
    return all;
  }
}
