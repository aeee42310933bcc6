package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.entry;
import static dev.saltern.jobcache.mysql.States.CHANGED;
import static dev.saltern.jobcache.mysql.States.FAILED;
import static dev.saltern.jobcache.mysql.States.OK;
import static dev.saltern.jobcache.mysql.States.PENDING;
import static dev.saltern.jobcache.mysql.States.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.ReturnEntry;
import dev.saltern.jobcache.mysql.StateRow.Result;
import dev.saltern.wire.JsonText;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateRunTest {
  private static final Jid JID = new Jid("20261124120000000000");

  private static Optional<StateRun> of(Return answer, StatesKept kept)
      throws JobCacheRejectedException {
    return StateRun.of(ReturnRow.of((ReturnEntry) entry(answer), 4 << 20), kept);
  }

  private static StateRow first(String key, Data.Dict state) throws JobCacheRejectedException {
    Return answer = States.applied(JID, "web1", Data.Dict.EMPTY.with(key, state));
    return of(answer, StatesKept.ALL).orElseThrow().states().getFirst();
  }

  private static StateRow first(Data.Dict state) throws JobCacheRejectedException {
    return first("cmd_|-id_|-name_|-run", state);
  }

  private static List<Result> results(StateRun run) {
    return run.states().stream().map(StateRow::result).toList();
  }

  @Test
  void everyStateIsCountedAndTheChangedAndFailedOnesAreKept() throws Exception {
    Return answer =
        States.applied(JID, "web1", States.run(OK, CHANGED, FAILED, PENDING, SKIPPED, OK));

    StateRun run = of(answer, StatesKept.CHANGED).orElseThrow();

    assertThat(results(run)).containsExactly(Result.CHANGED, Result.FAILED, Result.PENDING);
    assertThat(run.states()).extracting(StateRow::num).containsExactly(1, 2, 3);
    assertThat(run.total()).isEqualTo(6);
    assertThat(run.count(Result.OK)).isEqualTo(2);
    assertThat(run.count(Result.SKIPPED)).isEqualTo(1);
    assertThat(run.millis()).isEqualByComparingTo("127.750");
  }

  @Test
  void whatRealMinionsReturnIsReadStateByState() throws Exception {
    for (String release : List.of("3006.18", "3007.10")) {
      List<String> runs = new ArrayList<>();
      for (Data.Dict load : recordedStateReturns(release)) {
        String fun = load.text("fun").orElseThrow();
        Return answer =
            new Return(JID, new MinionId(load.text("id").orElseThrow()), load, Source.BUS);
        StateRun run = of(answer, StatesKept.ALL).orElseThrow();
        runs.add(fun + " " + load.integer("retcode").orElseThrow() + " " + results(run));
        assertThat(run.millis()).isPositive();
        assertThat(run.states())
            .allSatisfy(
                state -> {
                  assertThat(state.name().module()).isIn("test", "cmd");
                  assertThat(state.name().id()).isNotEmpty();
                  assertThat(state.name().function()).isNotEmpty().doesNotContain("|");
                });
      }
      assertThat(runs)
          .as(release)
          .containsExactly(
              "state.apply 2 [CHANGED, OK, FAILED, FAILED, FAILED]",
              "state.apply 2 [CHANGED, OK, FAILED, FAILED, FAILED]",
              "state.single 2 [FAILED]",
              "state.apply 0 [PENDING, OK, PENDING, OK, OK]");
    }
  }

  private static List<Data.Dict> recordedStateReturns(String release) throws Exception {
    List<Data.Dict> found = new ArrayList<>();
    Path file = Path.of("src", "test", "resources", "golden", release, "captures.jsonl");
    for (String line : Files.readAllLines(file)) {
      if (JsonText.read(line) instanceof Data.Dict record) {
        record
            .dict("load_decoded")
            .filter(load -> load.text("cmd").filter("_return"::equals).isPresent())
            .filter(load -> load.text("fun").filter(f -> f.startsWith("state.")).isPresent())
            .ifPresent(found::add);
      }
    }
    return found;
  }

  @Test
  void allKeepsAllAndNoneKeepsNothing() throws Exception {
    Return answer = States.applied(JID, "web1", States.run(OK, CHANGED, SKIPPED));

    assertThat(results(of(answer, StatesKept.ALL).orElseThrow()))
        .containsExactly(Result.OK, Result.CHANGED, Result.SKIPPED);
    assertThat(of(answer, StatesKept.NONE)).isEmpty();
  }

  @Test
  void whatIsNoRunOfStatesHasNoRows() throws Exception {
    for (Object value :
        List.of("ok", true, List.of("a"), Data.dict("a", 1), Data.dict("a_|-b", "c"))) {
      assertThat(of(Arrivals.answer(JID, "web1", value), StatesKept.ALL)).isEmpty();
    }
    assertThat(of(States.answer(JID, "web1", "state.show_sls", List.of("no"), 1), StatesKept.ALL))
        .as("a function that runs no states")
        .isEmpty();
  }

  @Test
  void statesAreInTheOrderTheyRanInWhateverOrderTheyCome() throws Exception {
    Data.Dict run = States.run(OK, FAILED, CHANGED);
    Data.Dict reversed = Data.Dict.EMPTY;
    for (var entry : List.copyOf(run.entries().entrySet()).reversed()) {
      reversed = reversed.with(entry.getKey().asText().orElseThrow(), entry.getValue());
    }

    StateRun one = of(States.applied(JID, "web1", run), StatesKept.ALL).orElseThrow();
    StateRun other = of(States.applied(JID, "web1", reversed), StatesKept.ALL).orElseThrow();

    assertThat(other.states()).isEqualTo(one.states());
    assertThat(one.states()).extracting(s -> s.name().id()).containsExactly("s0", "s1", "s2");
  }

  @Test
  void aRunThatFailedBeforeItsFirstStateIsOneFailedRowThatSaysWhy() throws Exception {
    Return answer =
        States.answer(JID, "web1", "state.highstate", List.of("Rendering failed", "line 3"), 1);

    StateRun run = of(answer, StatesKept.CHANGED).orElseThrow();

    assertThat(run.total()).isZero();
    assertThat(run.states()).hasSize(1);
    assertThat(run.states().getFirst().result()).isEqualTo(Result.FAILED);
    assertThat(run.states().getFirst().comment()).isEqualTo("Rendering failed\nline 3");
    assertThat(of(Arrivals.trimmed(answer), StatesKept.CHANGED))
        .as("cut by the bus: the whole is to come")
        .isEmpty();
  }

  @Test
  void aKeyIsTakenApartAlsoWhereAnIdHoldsTheSeparator() throws Exception {
    StateRow row = first("file_|-a_|-b_|-/etc/a_|-managed", OK.with("__id__", Data.of("a_|-b")));

    assertThat(row.name()).isEqualTo(new StateRow.Name("web", "a_|-b", "b", "file", "managed"));
    assertThat(first("odd_|-", OK).name()).isEqualTo(new StateRow.Name("web", "", "", "odd", ""));
  }

  @Test
  void aFailedStateThatChangedSomethingSaysSo() throws Exception {
    StateRow row = first(FAILED.with("changes", Data.dict("retcode", 1)));

    assertThat(row.result()).isEqualTo(Result.FAILED);
    assertThat(row.changes()).isTrue();
    assertThat(first(OK.with("changes", Data.of("none of a map"))).result())
        .isEqualTo(Result.CHANGED);
    assertThat(first(OK.with("__state_ran__", Data.of(false))).result()).isEqualTo(Result.SKIPPED);
  }

  @Test
  void commentsAreLinesAndCutAtTheEdgeWithoutHalfCharacters() throws Exception {
    String most = "\uD83E\uDDC2".repeat(StateRow.COMMENT_MAX);

    assertThat(first(OK.with("comment", Data.of(most))).comment()).isEqualTo(most);
    assertThat(first(OK.with("comment", Data.of(most + "x"))).comment()).isEqualTo(most);
    assertThat(first(OK.with("comment", Data.of(List.of("a", "b")))).comment()).isEqualTo("a\nb");
    assertThat(first(OK.with("comment", Data.dict("a", 1))).comment()).isEqualTo("{\"a\": 1}");
    assertThat(first(OK.without("comment")).comment()).isEmpty();
  }

  @Test
  void timesOfAnyMinionAreReadAndWhatIsNoneIsNothing() throws Exception {
    assertThat(first(OK.with("duration", Data.of("12.3 ms"))).millis())
        .contains(new BigDecimal("12.300"));
    assertThat(first(OK.with("duration", Data.of(7))).millis()).contains(new BigDecimal("7.000"));
    assertThat(first(OK.with("duration", Data.of(Double.MAX_VALUE))).millis())
        .contains(new BigDecimal("99999999999.999"));
    for (Object none : List.of("soon", -1, Double.NaN, Double.POSITIVE_INFINITY, List.of(1))) {
      assertThat(first(OK.with("duration", Data.of(none))).millis()).as("%s", none).isEmpty();
    }
    assertThat(first(OK.without("duration")).millis()).isEmpty();
  }

  @Test
  void ofTooManyStatesTheFailedOnesAreKept() throws Exception {
    Data.Dict[] states = new Data.Dict[StateRun.STATES_MAX + 2];
    Arrays.fill(states, CHANGED);
    states[StateRun.STATES_MAX + 1] = FAILED;
    var entries = new java.util.LinkedHashMap<Data, Data>();
    for (int i = 0; i < states.length; i++) {
      entries.put(
          new Data.Text("file_|-s" + i + "_|-n_|-managed"),
          states[i].with("__run_num__", Data.of(i)));
    }

    StateRun run =
        of(States.applied(JID, "web1", new Data.Dict(entries)), StatesKept.CHANGED).orElseThrow();

    assertThat(run.states()).hasSize(StateRun.STATES_MAX);
    assertThat(run.states().getLast().result()).isEqualTo(Result.FAILED);
    assertThat(run.total()).isEqualTo(StateRun.STATES_MAX + 2);
  }

  @Test
  void theConfigurationNamesWhatIsKept() {
    assertThat(StatesKept.named("all")).isEqualTo(StatesKept.ALL);
    assertThat(StatesKept.named("changed")).isEqualTo(StatesKept.CHANGED);
    assertThat(StatesKept.named("none")).isEqualTo(StatesKept.NONE);
    assertThatThrownBy(() -> StatesKept.named("some")).hasMessageContaining("store.states");
  }
}
