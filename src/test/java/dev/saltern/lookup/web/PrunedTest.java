package dev.saltern.lookup.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrunedTest {
  @Test
  void whatFitsIsLeftAsItIs() {
    Data value = Data.dict("a", List.of(1, "two", true), "b", Data.dict("c", "d\ne"));

    assertThat(Pruned.of(value)).isEqualTo(new Pruned(value, false));
  }

  @Test
  void aTextIsCutAtTheBoundAndNotWithinACharacter() {
    Pruned cut = Pruned.of(new Data.Text("ab😀cd"), 3, 10);

    assertThat(cut.cut()).isTrue();
    assertThat(cut.value()).isEqualTo(new Data.Text("ab…"));
    assertThat(Pruned.of(new Data.Text("abc"), 3, 10).cut()).isFalse();
  }

  @Test
  void linesAreBoundedAsWellAsCharacters() {
    Pruned cut = Pruned.of(new Data.Text("\n".repeat(100)), 1_000, 5);

    assertThat(cut.cut()).isTrue();
    assertThat(((Data.Text) cut.value()).value()).hasSizeLessThan(10);
  }

  @Test
  void aListOfMillionsKeepsItsBeginning() {
    List<Integer> many = new ArrayList<>();
    for (int i = 0; i < 2_000_000; i++) {
      many.add(i);
    }

    Pruned cut = Pruned.of(Data.of(many));

    assertThat(cut.cut()).isTrue();
    assertThat(((Data.Seq) cut.value()).items()).hasSizeBetween(1_000, Pruned.LINES_MAX);
  }

  @Test
  void aMapOfLongKeysIsBounded() {
    Map<String, String> many = new LinkedHashMap<>();
    for (int i = 0; i < 2_000; i++) {
      many.put("k".repeat(1_000) + i, "v");
    }

    Pruned cut = Pruned.of(Data.of(many));

    assertThat(cut.cut()).isTrue();
    assertThat(JsonText.write(cut.value())).hasSizeLessThan(2 * Pruned.CHARACTERS_MAX);
  }

  @Test
  void aValueDeeperThanAPageFollowsEnds() {
    Data deep = new Data.Text("end");
    for (int i = 0; i < 500; i++) {
      deep = new Data.Seq(List.of(deep));
    }

    assertThat(Pruned.of(deep).cut()).isTrue();
    assertThat(NestedText.lines(Pruned.of(deep).value())).hasSize(Pruned.DEPTH_MAX);
  }
}
