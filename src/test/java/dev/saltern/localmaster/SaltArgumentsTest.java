package dev.saltern.localmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Typed arguments and nodegroups against what Salt 3006.18's own code makes of them.
class SaltArgumentsTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "arguments");

  @Test
  void everyArgumentIsWhatSaltMakesOfIt() throws Exception {
    List<Data> cases =
        ((Data.Seq) JsonText.read(Files.readString(GOLDEN.resolve("arguments.json")))).items();
    assertThat(cases).hasSizeGreaterThan(90);

    for (Data each : cases) {
      Data.Dict one = (Data.Dict) each;
      List<String> typed =
          one.list("typed").orElseThrow().stream().map(t -> t.asText().orElseThrow()).toList();

      assertThat(SaltArguments.parse(typed))
          .as("%s", typed)
          .isEqualTo(one.get("salt").orElseThrow());
    }
  }

  @Test
  void everyNodegroupIsWhatSaltMakesOfIt() throws Exception {
    Data.Dict golden =
        (Data.Dict) JsonText.read(Files.readString(GOLDEN.resolve("nodegroups.json")));
    Nodegroups groups = Nodegroups.of(golden.dict("groups").orElseThrow());

    golden
        .dict("group")
        .orElseThrow()
        .entries()
        .forEach(
            (name, compound) ->
                assertThat(groups.compound(name.asText().orElseThrow()))
                    .as("%s", name)
                    .isEqualTo(compound.asText()));
    golden
        .dict("compound")
        .orElseThrow()
        .entries()
        .forEach(
            (typed, compound) ->
                assertThat(groups.withGroups(typed.asText().orElseThrow()))
                    .isEqualTo(compound.asText().orElseThrow()));
    assertThat(groups.compound("no such")).isEmpty();
    assertThat(groups.unknown("N@g1 or N@g99 and G@x:y")).containsExactly("g99");
  }
}
