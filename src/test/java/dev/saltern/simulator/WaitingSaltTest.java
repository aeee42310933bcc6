package dev.saltern.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.ZMQ;

@Timeout(60)
class WaitingSaltTest extends FakeMomRig {
  private static final WaitingSalt.Patience QUICK =
      new WaitingSalt.Patience(
          Duration.ofMillis(1500), Duration.ofMillis(700), Duration.ofMillis(700));

  private Jid ask(CompletableFuture<WaitingSalt.Outcome> outcome, int publications)
      throws Exception {
    // The last job that was published.
    MinionKey.Session session = syndic.signIn().orElseThrow();
    Jid jid = null;
    for (int i = 0; i < publications; i++) {
      byte[] frame = subscriber.recv();
      assertThat(frame).isNotNull();
      byte[] sealed =
          dev.saltern.wire.DataCodec.decodeDict(frame)
              .get("load")
              .flatMap(Data::asBytes)
              .orElseThrow();
      Data.Dict load = (Data.Dict) session.shared().open(sealed);
      jid = new Jid(load.text("jid").orElseThrow());
    }
    assertThat(outcome).isNotDone();
    return java.util.Objects.requireNonNull(jid);
  }

  private ZMQ.Socket subscriber = none();

  @SuppressWarnings("NullAway") // set by each test
  private static ZMQ.Socket none() {
    return null;
  }

  private CompletableFuture<WaitingSalt.Outcome> salt() {
    subscriber = syndic.subscribe(mom.host(), mom.publishPort(), "");
    await().atMost(Duration.ofSeconds(10)).until(() -> mom.subscriptions() > 0);
    var salt = new WaitingSalt(mom, QUICK);
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return salt.run(Job.of("test.sleep", "m*", 3));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void expect(Jid jid, String... minions) throws Exception {
    Data data = Data.dict("minions", List.of((Object[]) minions), "jid", jid);
    Data events = Data.of(List.of(Data.dict("tag", jid.text(), "data", data)));
    syndic.decoded(
        Data.dict("cmd", "_minion_event", "id", "sm1", "pretag", "syndic/sm1", "events", events),
        syndic.signIn().orElseThrow());
  }

  private void answer(Jid jid, String minion, Object value) throws Exception {
    Data one = Data.dict("return", value, "retcode", 0, "success", true, "fun_args", List.of());
    Data job =
        Data.dict("id", "sm1", "jid", jid, "fun", "f", "load", Data.Dict.EMPTY)
            .with("return", Data.Dict.EMPTY.with(minion, one));
    syndic.decoded(
        Data.dict("cmd", "_syndic_return", "load", List.of(job)), syndic.signIn().orElseThrow());
  }

  @Test
  void endsOnceAllThatASyndicExpectsHaveReturned() throws Exception {
    var outcome = salt();
    Jid jid = ask(outcome, 1);
    expect(jid, "m1", "m2");
    answer(jid, "m1", true);
    answer(jid, "m2", true);

    WaitingSalt.Outcome seen = outcome.get(20, TimeUnit.SECONDS);
    assertThat(seen.returns()).containsOnlyKeys(new MinionId("m1"), new MinionId("m2"));
    assertThat(seen.missing()).isEmpty();
    assertThat(seen.probes()).isEmpty();
  }

  @Test
  void asksForTheMissingAndWaitsForOneThatIsAtWork() throws Exception {
    var outcome = salt();
    Jid jid = ask(outcome, 1);
    expect(jid, "m1", "m2");
    Jid probe = ask(outcome, 1);
    answer(probe, "m1", Data.dict("jid", jid, "pid", 1));
    answer(probe, "m2", Data.Dict.EMPTY);
    answer(jid, "m1", true);

    WaitingSalt.Outcome seen = outcome.get(20, TimeUnit.SECONDS);
    assertThat(seen.returns()).containsOnlyKeys(new MinionId("m1"));
    assertThat(seen.missing()).containsExactly("m2");
    assertThat(seen.probes()).contains(probe);
  }
}
