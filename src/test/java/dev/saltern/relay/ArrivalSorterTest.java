package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Arrival;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalSorterTest {
  private static final Jid JID = new Jid("20261124120000000000");

  private final ArrivalSorter sorter = new ArrivalSorter("sm1_master");

  @Test
  void aReturnEventIsAReturn() {
    Data.Dict data =
        Data.dict("jid", JID, "id", "web1", "return", true, "retcode", 0, "fun", "test.ping");

    assertThat(sort("salt/job/" + JID + "/ret/web1", data))
        .containsExactly(new Return(JID, new MinionId("web1"), data, Source.BUS));
  }

  @Test
  void aReturnThatTheBusCutIsMarked() {
    Data.Dict data =
        Data.dict("jid", JID, "id", "web1", "return", Data.dict("stdout", "VALUE_TRIMMED"));

    assertThat(sort("salt/job/" + JID + "/ret/web1", data))
        .singleElement()
        .satisfies(a -> assertThat(((Return) a).source()).isEqualTo(Source.TRIMMED));
  }

  @Test
  void aNewJobIsItsLoadAndTheEventItself() {
    Data.Dict data =
        Data.dict(
            "jid",
            JID,
            "fun",
            "test.ping",
            "tgt",
            "*",
            "minions",
            List.of("a", "b"),
            "missing",
            List.of(),
            "_stamp",
            "x");

    List<Arrival> sorted = sort("salt/job/" + JID + "/new", data);

    assertThat(sorted)
        .containsExactly(
            new Load(
                JID,
                Data.dict("jid", JID, "fun", "test.ping", "tgt", "*"),
                "",
                List.of(new MinionId("a"), new MinionId("b")),
                Source.BUS),
            new Event(new Tag("salt/job/" + JID + "/new"), data));
  }

  @Test
  void aListOfMinionsIsALoadWithoutBody() {
    assertThat(sort(JID.text(), Data.dict("minions", List.of("a"))))
        .contains(new Load(JID, Data.Dict.EMPTY, "", List.of(new MinionId("a")), Source.BUS))
        .hasSize(2);
  }

  @Test
  void anythingElseIsAnEvent() {
    Data.Dict data = Data.dict("id", "web1", "data", "up");

    assertThat(sort("salt/minion/web1/start", data))
        .containsExactly(new Event(new Tag("salt/minion/web1/start"), data));
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 256, 10_000})
  void aLongTagIsAnEventLikeAnyOther(int length) {
    Data.Dict data = Data.dict("data", "up");
    String tag = "x".repeat(length);

    assertThat(sort(tag, data)).containsExactly(new Event(new Tag(tag), data));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x", "a/b", "", ".."})
  void aReturnWithAnIdThatIsNoFileNameHasNoEffect(String id) {
    Data.Dict data = Data.dict("jid", JID, "id", id, "return", true);

    ArrivalSorter.Sorted sorted =
        sorter.sort(Records.event(new Tag("salt/job/" + JID + "/ret/" + id), data));

    assertThat(sorted.records()).isEmpty();
    assertThat(sorted.refused()).isPresent();
  }

  @Test
  void aReturnUnderAnotherJobsTagHasNoEffect() {
    Data.Dict data = Data.dict("jid", "20261124120000000001", "id", "web1", "return", true);

    assertThat(sorter.sort(Records.event(new Tag("salt/job/" + JID + "/ret/web1"), data)).refused())
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web2", "db1/ret/web2", "web1/x", "xweb1", ""})
  void aReturnUnderAnotherMinionsTagHasNoEffect(String tagged) {
    Data.Dict data = Data.dict("jid", JID, "id", "web1", "return", true);

    assertThat(sorter.sort(Records.event(new Tag("salt/job/" + JID + "/ret/" + tagged), data)))
        .satisfies(sorted -> assertThat(sorted.records()).isEmpty())
        .satisfies(sorted -> assertThat(sorted.refused()).isPresent());
  }

  @Test
  void whatAClusterPeerFiredIsNotOurs() {
    assertThat(sort("salt/auth", Data.dict("__peer_id", "other"))).isEmpty();
  }

  private List<Arrival> sort(String tag, Data.Dict data) {
    return Records.arrivals(sorter.sort(Records.event(new Tag(tag), data)));
  }
}
