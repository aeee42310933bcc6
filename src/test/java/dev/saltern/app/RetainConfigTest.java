package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.jobcache.mysql.RetainRules;
import dev.saltern.jobcache.mysql.RetainRules.Ended;
import dev.saltern.jobcache.mysql.RetainRules.JobClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetainConfigTest {
  @TempDir Path folder;

  @Test
  void withoutAnySettingJobsStayThirtyDaysAndEventsSeven() throws Exception {
    RetainRules rules = read("");

    assertThat(rules.classes()).isEmpty();
    assertThat(rules.rest()).isEqualTo(Duration.ofDays(30));
    assertThat(rules.others())
        .isEqualTo(
            new RetainRules.Others(Duration.ofDays(7), Duration.ofDays(90), Duration.ofDays(30)));
    assertThat(rules.archive()).isFalse();
  }

  @Test
  void classesAreAListInTheirOrder() throws Exception {
    RetainRules rules =
        read(
            """
            retain.classes: [ "ping test.ping any 1d", "highstate state.* failed 90d" ]
            retain: {default: 12h, archive: true}
            """);

    assertThat(rules.classes()).extracting(JobClass::name).containsExactly("ping", "highstate");
    JobClass second = rules.classes().getLast();
    assertThat(second.fun().text()).isEqualTo("state.*");
    assertThat(second.ended()).isEqualTo(Ended.FAILED);
    assertThat(second.keep()).isEqualTo(Duration.ofDays(90));
    assertThat(rules.rest()).isEqualTo(Duration.ofHours(12));
    assertThat(rules.archive()).isTrue();
  }

  @Test
  void aClassThatIsNoneIsToldWithWhatIsExpected() {
    for (String wrong :
        new String[] {"ping test.ping 1d", "ping test.ping some 1d", "ping test.ping any soon"}) {
      assertThatThrownBy(() -> read("retain.classes: [ \"" + wrong + "\" ]"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("retain.classes: expected NAME FUNCTION-GLOB any|ok|failed TIME")
          .hasMessageContaining(wrong);
    }
  }

  @Test
  void noTimeIsUnderAnHourAndNoNameTwice() {
    assertThatThrownBy(() -> read("retain.default: 59m"))
        .hasMessageContaining("retain.default: expected at least 1h, found 3540s");
    assertThatThrownBy(() -> read("retain.classes: [ \"a x any 0\" ]"))
        .hasMessageContaining("retain.classes: a: expected at least 1h");
    assertThatThrownBy(() -> read("retain.classes: [ \"a x any 1d\", \"a y any 1d\" ]"))
        .hasMessageContaining("a name of its own");
    assertThatThrownBy(() -> read("retain.classes: [ \"default x any 1d\" ]"))
        .hasMessageContaining("none is default");
  }

  private RetainRules read(String text) throws Exception {
    Files.writeString(folder.resolve("master"), "id: master1\n");
    Files.writeString(folder.resolve("saltern"), text);
    return NodeConfig.read(folder, Map.of()).retain();
  }
}
