package dev.saltern.jobcache;

import static dev.saltern.job.MinionState.NOT_RUNNING;
import static dev.saltern.job.MinionState.NO_ANSWER;
import static dev.saltern.job.MinionState.RUNNING;
import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Completion;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What every job cache keeps of what nodes find out themselves: why minions are missing, and gaps.
public abstract class FindingsContract {
  /// Who writes as the node of this name. The test does not close it.
  protected abstract JobWriter writer(String node);

  protected abstract JobLookup lookup();

  @Test
  void whyAMinionIsMissingIsWhatItsNodeFoundOutLast() throws Exception {
    Jid jid = newJid();
    Instant asked = Instant.parse("2026-11-24T12:01:00.000123Z");
    var first = new Completion(jid, asked, 3, false, states("web1", RUNNING, "web2", NO_ANSWER));
    var then = new Completion(jid, asked.plusSeconds(60), 3, true, states("web2", NOT_RUNNING));
    writer("a").write(batch(published(jid, "state.apply", "web1", "web2", "web3")));
    List<Entry> last = batch(then);

    assertThat(writer("a").write(batch(first)).total().inserted()).isEqualTo(1);
    assertThat(reasons(jid)).containsExactly("web1 RUNNING", "web2 NO_ANSWER", "web3 -");
    assertThat(writer("a").write(last).total().improved()).isEqualTo(1);
    assertThat(writer("a").write(last).total().improved()).isEqualTo(1);
    assertThat(writer("a").write(batch(first)).total().unchanged()).isEqualTo(1);
    assertThat(reasons(jid)).containsExactly("web1 RUNNING", "web2 NOT_RUNNING", "web3 -");

    writer("a").write(batch(answer(jid, "web2", true), answer(jid, "web1", true)));
    assertThat(reasons(jid)).containsExactly("web3 -");
  }

  @Test
  void ofAMinionThatTwoNodesExpectTheOneThatKnowsTells() throws Exception {
    Jid jid = newJid();
    writer("a").write(batch(published(jid, "state.apply", "both")));
    writer("b").write(batch(published(jid, "state.apply", "both")));
    Instant asked = Instant.parse("2026-11-24T12:01:00Z");

    writer("b").write(batch(new Completion(jid, asked, 1, false, states("both", RUNNING))));

    assertThat(lookup().missing(jid, Optional.empty(), 10))
        .containsExactly(new JobLookup.Missing(new MinionId("both"), "b", Optional.of(RUNNING)));
  }

  @Test
  void aMinionThatOnlyACompletionTellsOfIsExpectedAndMarkedWhereItHasReturned() throws Exception {
    Jid jid = newJid();
    Instant asked = Instant.parse("2026-11-24T12:01:00Z");
    writer("b").write(batch(answer(jid, "web1", true)));

    writer("a")
        .write(
            batch(new Completion(jid, asked, 2, false, states("web1", RUNNING, "web2", RUNNING))));

    assertThat(missing(jid)).containsExactly("web2");
  }

  @Test
  void aGapIsOneRowHoweverOftenItIsWritten() throws Exception {
    Instant from = Instant.parse("2026-11-24T12:01:00.5Z");
    Gap one = new Gap(from, from.plusSeconds(MICRO.incrementAndGet()), Gap.Reason.DISCONNECT, 7);
    List<Entry> gap = batch(one);

    assertThat(writer("a").write(gap).total().inserted()).isEqualTo(1);
    assertThat(writer("a").write(gap).total().inserted()).isEqualTo(1);
    assertThat(writer("a").write(batch(one)).total().unchanged()).isEqualTo(1);
    assertThat(writer("b").write(batch(one)).total().inserted()).isEqualTo(1);
  }

  private static final AtomicLong MICRO = new AtomicLong(System.nanoTime() % 1_000_000);

  private static Map<MinionId, MinionState> states(Object... idsAndStates) {
    Map<MinionId, MinionState> states = new TreeMap<>();
    for (int i = 0; i < idsAndStates.length; i += 2) {
      states.put(new MinionId((String) idsAndStates[i]), (MinionState) idsAndStates[i + 1]);
    }
    return states;
  }

  private List<String> reasons(Jid jid) throws Exception {
    return lookup().missing(jid, Optional.empty(), 10).stream()
        .map(m -> m.minion() + " " + m.state().map(Enum::name).orElse("-"))
        .toList();
  }

  protected List<String> missing(Jid jid) throws Exception {
    return lookup().missing(jid, Optional.empty(), 100).stream()
        .map(m -> m.minion().text())
        .toList();
  }
}
