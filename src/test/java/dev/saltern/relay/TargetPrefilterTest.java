package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPrefilterTest {
  private static final Set<MinionId> HERE = Set.of(new MinionId("web1"), new MinionId("db-2"));

  @ParameterizedTest
  @CsvSource({
    "*, true",
    "web?, true",
    "WEB1, false",
    "web[0-9], true",
    "web[!0-9], false",
    "x*, false",
  })
  void globsAreJudged(String pattern, boolean may) {
    assertThat(mayMatch(pattern, "glob")).isEqualTo(may);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "web; true",
        "eb; false",
        "^web\\d$; true",
        "web\\d\\d; false",
        "(db|x)-[0-9]+; true",
        "(?:db|web)[a-z]*$; false",
        "w.*?1; true",
        "w{2,3}eb; false",
      })
  void patternsBothReadAlikeAreJudged(String pattern, boolean may) {
    assertThat(mayMatch(pattern, "pcre")).isEqualTo(may);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?i)x",
        "(?!x)y",
        "(?P<n>x)",
        "x*+",
        "x{,3}",
        "[[:alpha:]]x",
        "[a&&b]",
        "(x)\\1",
        "x\\Z",
        "\\pLx",
        "(",
        "x**",
        "ü",
        "[]x]",
        "x(?#c)",
        "\\Qx"
      })
  void patternsJavaMayReadInAnotherWayAreNotJudged(String pattern) {
    assertThat(mayMatch(pattern, "pcre")).isTrue();
  }

  @Test
  void aPatternThatGoesBackAndForthWithoutEndIsGivenUp() {
    var id = new MinionId("a".repeat(200) + "!");

    assertThat(TargetPrefilter.mayMatch(new Data.Text("a*a*a*a*a*x"), "pcre", Set.of(id))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "web* and not web1; false",
        "web* not web1; false",
        "x or web1; true",
        "x and web1 or db-2; true",
        "x and ( web1 or db-2 ); false",
        "not web* and not db*; false",
        "not ( web* or x ); true",
        "L@x,db-2 and db*; true",
        "L@x,y; false",
        "E@w.b\\d and not L@web1; false",
        "not not web1; true",
        "X@web1; false",
      })
  void compoundsOfTheseAreJudged(String target, boolean may) {
    assertThat(mayMatch(target, "compound")).isEqualTo(may);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x and G@os:Debian",
        "G@os:x",
        "I@a:b and x",
        "J|@a|b and x",
        "S@10.0.0.0/8 and x",
        "N@group and x",
        "x and E@(?i)y",
        "x x",
        "and x",
        "( x",
        "x )",
        "x and",
        "",
        "x\u00a0and y"
      })
  void compoundsOfOthersAndThoseNobodyWouldTakeAreNotJudged(String target) {
    assertThat(mayMatch(target, "compound")).isTrue();
  }

  @Test
  void aCompoundNestedWithoutEndIsNotJudged() {
    assertThat(mayMatch("( ".repeat(5000) + "x" + " )".repeat(5000), "compound")).isTrue();
    assertThat(mayMatch("not ".repeat(9000) + "x", "compound")).isTrue();
  }

  @Test
  void listsAreJudged() {
    assertThat(TargetPrefilter.mayMatch(Data.of(List.of("x", "web1")), "list", HERE)).isTrue();
    assertThat(TargetPrefilter.mayMatch(Data.of(List.of("x", "y")), "list", HERE)).isFalse();
    assertThat(mayMatch("x,db-2", "list")).isTrue();
    assertThat(mayMatch("x,y", "list")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grain",
        "grain_pcre",
        "pillar",
        "pillar_pcre",
        "pillar_exact",
        "ipcidr",
        "range",
        "nodegroup",
        "compound_pillar_exact",
        "data",
        "new in some release"
      })
  void everyOtherKindIsPublished(String type) {
    assertThat(mayMatch("x", type)).isTrue();
  }

  private static boolean mayMatch(String target, String type) {
    return TargetPrefilter.mayMatch(new Data.Text(target), type, HERE);
  }
}
