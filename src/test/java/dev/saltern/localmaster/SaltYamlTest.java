package dev.saltern.localmaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaltYamlTest {
  private static final Path FILE = Path.of("/etc/salt/master");

  @ParameterizedTest
  @ValueSource(strings = {"yes", "Yes", "on", "ON", "true", "True"})
  void wordsOfYaml11AreTrue(String word) throws Exception {
    assertThat(value(word)).isEqualTo(new Data.Bool(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "Off", "false"})
  void wordsOfYaml11AreFalse(String word) throws Exception {
    assertThat(value(word)).isEqualTo(new Data.Bool(false));
  }

  @ParameterizedTest
  @CsvSource({
    "4506, 4506",
    "0700, 700",
    "007, 7",
    "00, 0",
    "0, 0",
    "-12, -12",
    "0x1F, 31",
    "0b101, 5",
    "1_000, 1000",
    "1:30, 90",
    "+7, 7",
    "-010, -8"
  })
  void numbersAreReadAsSaltReadsThem(String text, long expected) throws Exception {
    assertThat(value(text)).isEqualTo(new Data.Int(expected));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.5", ".5, 0.5", "1.5e+3, 1500", "-2.5, -2.5"})
  void fractionsAreReal(String text, double expected) throws Exception {
    assertThat(value(text)).isEqualTo(new Data.Real(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-24", "2026-11-24T12:00:00Z", "y", "08:00:xx", "127.0.0.1"})
  void whatLooksLikeADateOrAWordStaysText(String text) throws Exception {
    assertThat(value(text)).isEqualTo(new Data.Text(text));
  }

  @Test
  void quotedNumbersAreText() throws Exception {
    assertThat(value("'4506'")).isEqualTo(new Data.Text("4506"));
  }

  @Test
  void emptyValueIsNil() throws Exception {
    assertThat(value("")).isEqualTo(Data.Nil.NIL);
  }

  @Test
  void everyKeyKnowsItsLine() throws Exception {
    var settings =
        SaltYaml.parse(FILE, "# head\nuser: salt\n\nsyndic_master:\n  - m1\n  - m2\nid: x\n");

    assertThat(setting(settings, "user").origin()).isEqualTo(new Origin.Line(FILE, 2));
    assertThat(setting(settings, "syndic_master").origin()).hasToString("/etc/salt/master:4");
    assertThat(setting(settings, "id").origin()).isEqualTo(new Origin.Line(FILE, 7));
  }

  @Test
  void anchorsAndMergesAreFollowed() throws Exception {
    var settings = SaltYaml.parse(FILE, "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\nc: *a\n");

    assertThat(setting(settings, "b").value()).isEqualTo(Data.of(Map.of("x", 1, "y", 3)));
    assertThat(setting(settings, "c").value()).isEqualTo(Data.of(Map.of("x", 1, "y", 2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "~\n"})
  void emptyFilesHaveNoSettings(String text) throws Exception {
    assertThat(SaltYaml.parse(FILE, text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'a: 1\nb: [1,\n'| 3 | no valid YAML",
        "'a: 1\n\tb: 2\n'| 2 | no valid YAML",
        "'a: 1\nb: 2\na: 3\n'| 3 | `a` stands twice",
        "'just words\n'| 1 | found a text",
        "'- a\n- b\n'| 1 | found a list",
        "'a: *nobody\n'| 1 | no valid YAML",
        "'a: !!int x1\n'| 1 | no number",
        "'a: 1\nb: {<<: 5}\n'| 2 | merges maps"
      })
  void brokenFilesSayWhereAndWhat(String text, int line, String message) {
    assertThatThrownBy(() -> SaltYaml.parse(FILE, text))
        .isInstanceOfSatisfying(SaltYaml.Broken.class, e -> assertThat(e.line()).isEqualTo(line))
        .hasMessageContaining(message);
  }

  @Test
  void aFileThatGrowsWithoutEndIsRefused() {
    var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 8; i++) {
      text.append("a").append(i).append(": &a").append(i).append(" [");
      text.append(("*a" + (i - 1) + ", ").repeat(10)).append("]\n");
    }

    assertThatThrownBy(() -> SaltYaml.parse(FILE, text.toString()))
        .isInstanceOf(SaltYaml.Broken.class)
        .hasMessageContaining("more than 100000 values");
  }

  @Test
  void noTagMakesAClass() {
    assertThatThrownBy(() -> SaltYaml.parse(FILE, "a: !!java.io.File /etc/passwd\n"))
        .isInstanceOf(SaltYaml.Broken.class)
        .hasMessageContaining("tag is not allowed");
  }

  private static Data value(String text) throws SaltYaml.Broken {
    return setting(SaltYaml.parse(FILE, "key: " + text + "\n"), "key").value();
  }

  private static Setting setting(Map<String, Setting> settings, String key) {
    return Objects.requireNonNull(settings.get(key), key);
  }
}
