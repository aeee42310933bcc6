package dev.saltern.returner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Gap;
import dev.saltern.job.Glob;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import dev.saltern.wire.WireException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StoreRulesTest {
  private static final String TEN_DEEP = "[".repeat(10) + "]".repeat(10);

  private static List<Glob> globs(String... texts) {
    return Stream.of(texts).map(Glob::new).toList();
  }

  private static StoreRules events(List<Glob> only, List<Glob> never) {
    return new StoreRules(globs(), new StoreRules.Events(only, never), Redaction.NONE);
  }

  private static StoreRules never(String... functions) {
    return new StoreRules(
        globs(functions), new StoreRules.Events(List.of(), List.of()), Redaction.NONE);
  }

  private static StoreRules redacting(List<Glob> keys, List<Glob> functions) {
    return new StoreRules(
        globs(), new StoreRules.Events(List.of(), List.of()), new Redaction(keys, functions));
  }

  private static Load load(Object fun) {
    return new Load(Arrivals.JID, Data.dict("fun", fun), "mom", List.of(), Source.BUS);
  }

  private static Return answer(Data.Dict body) {
    return new Return(Arrivals.JID, new MinionId("web1"), body, Source.BUS);
  }

  private static Event event(String tag, Object... data) {
    return new Event(new Tag(tag), Data.dict(data));
  }

  private static boolean kept(StoreRules rules, Arrival arrival) throws WireException {
    return rules.judge(JournalRecord.of(arrival)) instanceof StoreFilter.Verdict.Keep;
  }

  private static Arrival stored(StoreRules rules, Arrival arrival) throws WireException {
    return ((StoreFilter.Verdict.Keep) rules.judge(JournalRecord.of(arrival))).record().open();
  }

  @Test
  void anEventIsKeptByTheWhitelistAndDroppedByTheBlacklistAsStockDoes() throws Exception {
    StoreRules both = events(globs("salt/job/*", "my/*"), globs("my/secret*"));

    assertThat(kept(both, event("salt/job/1/x/y"))).isTrue();
    assertThat(kept(both, event("my/event"))).isTrue();
    assertThat(kept(both, event("my/secret/event"))).isFalse();
    assertThat(kept(both, event("salt/auth"))).isFalse();
    assertThat(kept(events(globs(), globs("salt/auth")), event("salt/auth"))).isFalse();
    assertThat(kept(events(globs(), globs("salt/auth")), event("salt/key"))).isTrue();
  }

  @Test
  void theListOfMinionsUnderTheJidAloneIsNoEventToKeep() throws Exception {
    StoreRules all = events(globs(), globs());

    assertThat(kept(all, event(Arrivals.JID.text(), "minions", List.of("web1")))).isFalse();
    assertThat(kept(all, event(Arrivals.JID.text(), "other", 1))).isTrue();
  }

  @Test
  void nothingOfAFunctionThatIsNeverStoredIsKept() throws Exception {
    StoreRules rules = never("saltutil.find_job", "my.*");

    assertThat(kept(rules, load("saltutil.find_job"))).isFalse();
    assertThat(kept(rules, answer(Data.dict("fun", "my.tool")))).isFalse();
    assertThat(kept(rules, event("salt/job/1/new", "fun", "saltutil.find_job"))).isFalse();
    assertThat(kept(rules, load("test.ping"))).isTrue();
    assertThat(kept(rules, answer(Data.dict("fun", "test.ping")))).isTrue();
  }

  @Test
  void aJobOfSeveralFunctionsIsKeptWhereOneOfThemIs() throws Exception {
    StoreRules rules = never("saltutil.find_job");

    assertThat(kept(rules, load(List.of("saltutil.find_job", "test.ping")))).isTrue();
    assertThat(kept(rules, load(List.of("saltutil.find_job", "saltutil.find_job")))).isFalse();
  }

  @Test
  void aLoadThatTellsNoFunctionIsKeptOnlyWhereEveryFunctionIs() throws Exception {
    Load listed = new Load(Arrivals.JID, Data.Dict.EMPTY, "", List.of(), Source.BUS);

    assertThat(kept(never(), listed)).isTrue();
    assertThat(kept(never("saltutil.find_job"), listed)).isFalse();
  }

  @Test
  void whatANodeFindsOutItselfIsAlwaysKept() throws Exception {
    StoreRules rules = never("*");

    assertThat(kept(rules, new Completion(Arrivals.JID, Instant.EPOCH, 0, true, Map.of())))
        .isTrue();
    assertThat(kept(rules, new Gap(Instant.EPOCH, Instant.EPOCH, Gap.Reason.START, 0))).isTrue();
  }

  @Test
  void valuesUnderSecretKeysAreHiddenAtAnyDepthInWhateverIsStored() throws Exception {
    StoreRules rules = redacting(globs("*password*", "token"), globs());
    Data secret =
        Data.of(List.of(Data.dict("db_PASSWORD", TEN_DEEP, "user", "me", "token", List.of(1))));
    Data hidden =
        Data.of(
            List.of(
                Data.dict(
                    "db_PASSWORD", Redaction.STAND_IN, "user", "me", "token", Redaction.STAND_IN)));

    Return answer =
        (Return) stored(rules, answer(Data.dict("fun", "x.y", "return", Map.of("a", secret))));
    assertThat(answer.value()).isEqualTo(Data.dict("a", hidden));
    Event event = (Event) stored(rules, event("my/tag", "data", secret));
    assertThat(event.data().get("data")).contains(hidden);
    Load load =
        (Load)
            stored(
                rules,
                new Load(
                    Arrivals.JID,
                    Data.dict("fun", "x.y", "arg", secret),
                    "",
                    List.of(),
                    Source.BUS));
    assertThat(load.body().get("arg")).contains(hidden);
  }

  @Test
  void whatASecretFunctionReturnsAndIsCalledWithIsHidden() throws Exception {
    StoreRules rules = redacting(globs(), globs("pillar.*"));
    Data.Dict body =
        Data.dict("fun", "pillar.items", "return", Map.of("k", "v"), "fun_args", List.of("x"));

    Return hidden = (Return) stored(rules, answer(body));
    assertThat(hidden.value()).isEqualTo(Redaction.STAND_IN);
    assertThat(hidden.body().get("fun_args")).contains(Redaction.STAND_IN);
    assertThat(hidden.fun()).isEqualTo("pillar.items");
    Return open = (Return) stored(rules, answer(body.with("fun", Data.of("grains.items"))));
    assertThat(open.body()).isEqualTo(body.with("fun", Data.of("grains.items")));
  }

  @Test
  void ofSeveralFunctionsOneSecretOneHidesAll() throws Exception {
    StoreRules rules = redacting(globs(), globs("pillar.*"));

    Return hidden =
        (Return)
            stored(
                rules,
                answer(
                    Data.dict(
                        "fun", List.of("test.ping", "pillar.get"), "return", Map.of("a", 1))));

    assertThat(hidden.value()).isEqualTo(Redaction.STAND_IN);
  }
}
