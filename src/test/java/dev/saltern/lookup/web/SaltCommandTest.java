package dev.saltern.lookup.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SaltCommandTest {
  @Test
  void theFailedOnesAreNamedAsAList() {
    assertThat(again(Samples.load("state.apply", "*", "web"), "a", "b"))
        .isEqualTo("salt -L 'a,b' state.apply web");
  }

  @Test
  void namedArgumentsAreTypedAsTheyWere() {
    Data.Dict load =
        Data.dict(
            "fun",
            "state.apply",
            "arg",
            List.of(
                "web", Data.dict("__kwarg__", true, "test", true, "pillar", Data.dict("a", 1))));

    assertThat(again(load, "a"))
        .isEqualTo("salt -L 'a' state.apply web test=True 'pillar={\"a\": 1}'");
  }

  @Test
  void nothingAMinionOrAnArgumentIsCalledEscapesTheShell() {
    assertThat(
            again(
                Samples.load("cmd.run", "*", "echo $(id); 'x'"),
                "a'; rm -rf /tmp/x #".replace('/', '_')))
        .isEqualTo("salt -L 'a'\\''; rm -rf _tmp_x #' cmd.run 'echo $(id); '\\''x'\\'''");
  }

  @Test
  void anIdWithACommaCannotStandInAList() {
    assertThat(again(Samples.load("test.ping", "*"), "a,b", "c"))
        .isEqualTo("salt -L 'c' test.ping");
  }

  @Test
  void atMostSoManyIdsAreNamed() {
    List<MinionId> many = new ArrayList<>();
    for (int i = 0; i < SaltCommand.IDS_MAX + 1; i++) {
      many.add(new MinionId("m" + i));
    }

    String command = SaltCommand.again(Samples.load("test.ping", "*"), many);

    assertThat(command.split(",", -1)).hasSize(SaltCommand.IDS_MAX);
  }

  private static String again(Data.Dict load, String... ids) {
    return SaltCommand.again(load, List.of(ids).stream().map(MinionId::new).toList());
  }
}
