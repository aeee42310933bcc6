package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest extends ProgressDeskCase {
  @Test
  void countsAreToldWhileTheyChangeAndOnceAtTheEnd() throws Exception {
    digests = DIGESTS;
    desk = newDesk();
    publish(JOB, "state.apply", "a", "b", "c");
    returns(JOB, "a");
    turn();
    assertThat(events()).isEmpty();
    forward(Duration.ofSeconds(5));
    forward(Duration.ofSeconds(1));
    assertThat(events()).hasSize(1);
    take(
        returned(JOB, "b", Data.dict("fun", "state.apply", "return", "x", "retcode", 2)),
        clock.instant());
    turn();
    assertThat(events()).hasSize(1);
    forward(Duration.ofSeconds(5));
    forward(Duration.ofSeconds(5));
    assertThat(events()).hasSize(2);
    returns(JOB, "c");
    turn();

    assertThat(events()).hasSize(3);
    assertThat(events())
        .extracting(e -> e.tag().text())
        .containsOnly("salt/job/" + JOB + "/syndic/sm1/progress");
    Data.Dict last = events().getLast().data();
    assertThat(last.integer("expected")).contains(3L);
    assertThat(last.integer("answered")).contains(3L);
    assertThat(last.integer("failed")).contains(1L);
    assertThat(last.integer("open")).contains(0L);
    assertThat(last.bool("complete")).contains(true);
    for (String key : List.of("error", "minions", "missing", "return", "retcode", "syndic")) {
      assertThat(last.get(key)).as(key).isEmpty();
    }
  }

  @Test
  void aJobOfNoMomAndOneWhoseReturnsGoUpAreNotTold() throws Exception {
    digests = DIGESTS;
    desk = newDesk();
    take(announced(JOB, "state.apply", "a"), clock.instant());
    publish(OTHER, "cmd.run", "a");
    publish(new Jid("20261124120000000002"), "test.ping", "a");
    forward(Duration.ofSeconds(6));

    assertThat(events()).isEmpty();
  }
}
