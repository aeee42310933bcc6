package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.returner.JobNotes;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a desk does with more than it may hold, with jobs of others and with files it cannot read.
class ProgressLimitsTest extends ProgressDeskCase {
  @Test
  void tooManyJobsMakeTheOldestGiveWay() throws Exception {
    bounds = new JobProgress.Bounds(2, 1000, 60);
    desk = newDesk();
    for (int i = 0; i < 3; i++) {
      publish(new Jid("2026112412000000000" + i), "state.apply", "a");
      turn();
    }
    forward(DUE);

    assertThat(probes).hasSize(2);
    assertThat(desk.tally().counts().dropped()).isEqualTo(1);
    assertThat(new JobNotes(spool.notes()).all(10)).hasSize(2);
  }

  @Test
  void tooManyMinionsMakeTheOldestJobGiveWayButNeverTheOnlyOne() throws Exception {
    bounds = new JobProgress.Bounds(100, 2, 60);
    desk = newDesk();
    publish(JOB, "state.apply", "a", "b", "c");
    turn();
    assertThat(desk.tally().counts().open()).isEqualTo(1);

    publish(OTHER, "state.apply", "a");
    turn();

    assertThat(desk.tally().counts().open()).isEqualTo(1);
    returns(OTHER, "a");
    turn();
    assertThat(((Completion) found.getLast()).jid()).isEqualTo(OTHER);
  }

  @Test
  void belowAMasterWithSyndicsOnlyItsOwnMinionsAreFollowed() throws Exception {
    syndicsBelow = true;
    desk = newDesk();
    publish(JOB, "state.apply", "a", "x", "y");
    returns(JOB, "a");
    turn();

    assertThat(found).containsExactly(completion(1, true, Map.of()));
  }

  @Test
  void filesThatCannotBeReadAreNoReasonToStop() throws Exception {
    publish(JOB, "state.apply", "a");
    local.broken = true;
    returns(JOB, "a");
    turn();

    assertThat(found).containsExactly(completion(1, true, Map.of()));
  }

  @Test
  void keysThatCannotBeReadMakeNobodyUnaccepted() throws Exception {
    publish(JOB, "state.apply", "a");
    local.broken = true;
    forward(DUE);
    answers("a", Data.dict("jid", JOB));
    forward(GATHER);

    assertThat(found)
        .containsExactly(completion(1, false, Map.of(new MinionId("a"), MinionState.RUNNING)));
  }
}
