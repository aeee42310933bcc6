package dev.saltern.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  /// The right column is what Python's `fnmatch.fnmatchcase` says.
  @ParameterizedTest
  @CsvSource({
    "'*', 'web1', true",
    "'', '', true",
    "'', 'x', false",
    "'web*', 'web1.example.com', true",
    "'web*', 'Web1', false",
    "'*.com', 'web1.example.com', true",
    "'*a*b', 'xaxbxab', true",
    "'*a*b', 'xaxbxa', false",
    "'web?', 'web', false",
    "'web?', 'web1', true",
    "'web[12]', 'web2', true",
    "'web[12]', 'web3', false",
    "'web[!12]', 'web3', true",
    "'web[0-9][a-f]', 'web7c', true",
    "'web[9-0]', 'web5', false",
    "'web[]]', 'web]', true",
    "'web[!]]', 'web]', false",
    "'web[12', 'web[12', true",
    "'web[1-]', 'web-', true",
    "'a.b', 'axb', false",
    "'a^b$', 'a^b$', true",
    "'[^a]', '^', true",
    "'***', 'x', true",
    "'?', '😀', true"
  })
  void matchesAsAShellDoes(String glob, String name, boolean matches) {
    assertThat(new Glob(glob).matches(name)).isEqualTo(matches);
  }

  @Test
  void aPatternOfManyStarsEndsInTheEnd() {
    // A regular expression made of this one would try for longer than anyone lives.
    assertThat(new Glob("*a".repeat(120) + "b").matches("a".repeat(255))).isFalse();
  }
}
