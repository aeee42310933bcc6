package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunJobTest {
  @Test
  void oneFunctionHasItsArguments() {
    assertThat(RunJob.parse("test.echo", List.of("5", "a,b")))
        .isEqualTo(new RunJob(new Data.Text("test.echo"), (Data.Seq) Data.of(List.of(5, "a,b"))));
  }

  @Test
  void severalHaveThemPartedByCommas() {
    Data expected = Data.of(List.of(List.of("a b", 1), List.of(), List.of("c")));

    assertThat(RunJob.parse("x.a,x.b,x.c", List.of("a b", "1", ",", ",", "c")).arg())
        .isEqualTo(expected);
    assertThat(RunJob.parse("x.a,x.b,x.c", List.of("a b", "1,,c")).arg()).isEqualTo(expected);
    assertThat(RunJob.parse("x.a,x.b", List.of(",")).arg())
        .isEqualTo(Data.of(List.of(List.of(), List.of())));
  }

  @Test
  void argumentsForOthersThanThereAreAreRefused() {
    assertThatThrownBy(() -> RunJob.parse("x.a,x.b", List.of("a")))
        .hasMessageContaining("2 functions and arguments for 1");
    assertThatThrownBy(() -> RunJob.parse("x.a,x.b", List.of(",", ",")))
        .hasMessageContaining("2 functions and arguments for 3");
  }

  @ParameterizedTest
  @CsvSource({"root,'',root,salt", "root,alice,sudo_alice,salt", "alice,bob,alice,alice"})
  void theUserIsWhoPublishesAndTheKeyIsTheMastersForRoot(
      String user, String sudo, String publishes, String keyOf) {
    assertThat(RunClient.user(user, sudo)).isEqualTo(publishes);
    assertThat(RunClient.keyUser(publishes, "salt")).isEqualTo(keyOf);
  }
}
