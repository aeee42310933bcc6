package dev.saltern.jobcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static Return answer(Object... body) {
    return new Return(
        new Jid("20261124120000000000"), new MinionId("web1"), Data.dict(body), Source.BUS);
  }

  private static Data state(Object result) {
    return Data.of(
        Map.of("file_|-motd_|-/etc/motd_|-managed", Map.of("result", result, "comment", "")));
  }

  @Test
  void anExitCodeOtherThanZeroIsAFailure() {
    assertThat(Outcome.of(answer("return", "x", "retcode", 0))).isEqualTo(Outcome.OK);
    assertThat(Outcome.of(answer("return", "x", "retcode", 2))).isEqualTo(Outcome.FAILED);
    assertThat(Outcome.of(answer("return", "x", "retcode", -9))).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aFalseSuccessFlagIsAFailureAndAMissingOneIsNone() {
    assertThat(Outcome.of(answer("return", 1, "success", false))).isEqualTo(Outcome.FAILED);
    assertThat(Outcome.of(answer("return", 1, "success", true))).isEqualTo(Outcome.OK);
    assertThat(Outcome.of(answer("return", 1))).isEqualTo(Outcome.OK);
  }

  @Test
  void oneBadFunctionOfSeveralMakesTheJobAFailure() {
    Return multi =
        answer(
            "return", Map.of("test.ping", true, "cmd.run", "x"),
            "retcode", Map.of("test.ping", 0, "cmd.run", 3),
            "success", Map.of("test.ping", true, "cmd.run", true));

    assertThat(Outcome.of(multi)).isEqualTo(Outcome.FAILED);
    assertThat(Outcome.retcode(multi)).contains(3L);
    assertThat(Outcome.of(answer("return", 1, "success", Map.of("a", true, "b", false))))
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void aFailedStateIsAFailureAndADryRunIsNone() {
    assertThat(Outcome.of(answer("return", state(false), "retcode", 0))).isEqualTo(Outcome.FAILED);
    assertThat(Outcome.of(answer("return", state(true)))).isEqualTo(Outcome.OK);
    assertThat(Outcome.of(answer("return", state(Data.Nil.NIL)))).isEqualTo(Outcome.OK);
  }

  @Test
  void aResultInWhatIsNoStateIsData() {
    assertThat(Outcome.of(answer("return", Map.of("x", Map.of("result", false)))))
        .isEqualTo(Outcome.OK);
    assertThat(Outcome.of(answer("return", List.of("result", false)))).isEqualTo(Outcome.OK);
  }

  @Test
  void anExitCodeThatIsNoNumberIsNone() {
    assertThat(Outcome.retcode(answer("return", 1))).isEmpty();
    assertThat(Outcome.retcode(answer("return", 1, "retcode", "x"))).isEmpty();
    assertThat(Outcome.of(answer("return", 1, "retcode", "x"))).isEqualTo(Outcome.OK);
  }
}
