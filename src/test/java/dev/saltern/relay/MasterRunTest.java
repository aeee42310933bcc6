package dev.saltern.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import dev.saltern.jobcache.Outcome;
import dev.saltern.localmaster.KeptReturn;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.Packed;
import dev.saltern.wire.WireException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What real masters fired of their own runs.
class MasterRunTest {
  private static final MinionId MASTER = new MinionId("sm1_master");
  private static final Jid JID = new Jid("20261124120000000000");

  private final ArrivalSorter sorter = new ArrivalSorter(MASTER.text());

  private record Fired(Tag tag, Data.Dict data) {}

  @ParameterizedTest
  @ValueSource(
      strings = {"3006.0/captures-extra.jsonl", "3006.18/captures.jsonl", "3007.10/captures.jsonl"})
  void eachRecordedRunIsALoadAndAReturnOfTheMaster(String file) throws Exception {
    List<Fired> runs = recorded(file);
    assertThat(runs).isNotEmpty();

    for (Fired fired : runs) {
      boolean ended = fired.tag.text().endsWith("/ret");
      var arrivals = Records.arrivals(sorter.sort(Records.event(fired.tag, fired.data)));

      assertThat(arrivals).hasSize(2).contains(new Event(fired.tag, fired.data));
      if (ended) {
        Return run = (Return) arrivals.getFirst();
        assertThat(run.minion()).isEqualTo(MASTER);
        assertThat(run.fun()).startsWith("runner.").isEqualTo(fired.data.text("fun").orElse(""));
        assertThat(run.success()).isEqualTo(fired.data.bool("success").orElseThrow());
        assertThat(run.value()).isEqualTo(fired.data.without("_stamp"));
        assertThat(run.stamp()).isEqualTo(fired.data.text("_stamp").orElseThrow());
        assertThat(run.source()).isEqualTo(Source.BUS);
      } else {
        Load load = (Load) arrivals.getFirst();
        assertThat(load.fun()).isEqualTo(fired.data.text("fun").orElseThrow());
        assertThat(load.body().get("arg")).isEqualTo(fired.data.get("fun_args"));
        assertThat(load.body().text("tgt")).contains(MASTER.text());
        assertThat(load.expected()).isEmpty();
      }
    }
  }

  @Test
  void aWheelFunctionIsARunAsWell() {
    Data.Dict data = result("wheel.key.accept", true);

    assertThat(sort("salt/wheel/" + JID + "/ret", data).getFirst())
        .isInstanceOfSatisfying(Return.class, r -> assertThat(MasterRun.is(r)).isTrue());
  }

  @Test
  void aRunThatFailedFailed() {
    Data.Dict data = result("runner.state.orchestrate", false).with("retcode", Data.of(1));

    Return run = (Return) sort("salt/run/" + JID + "/ret", data).getFirst();

    assertThat(Outcome.of(run)).isEqualTo(Outcome.FAILED);
    assertThat(run.retcode()).isEqualTo(1);
  }

  @Test
  void theBusAndTheDirectoryHaveTheSameRun() throws WireException {
    Data.Dict fired = result("runner.test.arg", true).with("_stamp", Data.of("later"));
    Data.Dict stored = result("runner.test.arg", true).with("_stamp", Data.of("earlier"));
    Return bus = (Return) sort("salt/run/" + JID + "/ret", fired).getFirst();
    // What store_job has the master's own job cache write, read as any return of it.
    Data.Dict file =
        Data.dict("jid", JID, "id", MASTER, "fun", "runner.test.arg", "return", stored);
    Packed lifted =
        MasterRun.lifted(new KeptReturn(JID, MASTER, Packed.of(file), Source.DIRECTORY));
    Return directory = new Return(JID, MASTER, lifted.openDict(), Source.DIRECTORY);

    assertThat(directory.value()).isEqualTo(bus.value());
    assertThat(directory.success()).isEqualTo(bus.success());
    assertThat(directory.fun()).isEqualTo(bus.fun());
    assertThat(directory.body().get("fun_args")).isEqualTo(bus.body().get("fun_args"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "salt/run/20261124120000000000/args",
        "salt/run/20261124120000000000/progress",
        "salt/run/no-jid/ret",
        "syndic/sm2/salt/run/20261124120000000000/ret",
        "salt/cloud/20261124120000000000/ret"
      })
  void anyOtherTagIsAnEventOnly(String tag) {
    assertThat(sort(tag, result("runner.test.arg", true)))
        .singleElement()
        .isInstanceOf(Event.class);
  }

  @Test
  void aMasterWhoseIdNoMinionMayHaveKeepsItsRunsAsEvents() {
    var other = new ArrivalSorter("a/b");

    var event = Records.event(new Tag("salt/run/" + JID + "/ret"), result("runner.test.arg", true));

    assertThat(Records.arrivals(other.sort(event))).singleElement().isInstanceOf(Event.class);
  }

  private static Data.Dict result(String fun, boolean success) {
    return Data.dict(
        "fun",
        fun,
        "jid",
        JID,
        "user",
        "root",
        "fun_args",
        List.of(1),
        "return",
        "x",
        "success",
        success);
  }

  private static List<Fired> recorded(String file) throws Exception {
    var runs = new ArrayList<Fired>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    MasterRunTest.class.getResourceAsStream("/golden/" + file), file),
                UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        var record = (Data.Dict) JsonText.read(line);
        String tag = record.text("tag").orElse("");
        if (record.text("kind").orElse("").equals("event_bus") && tag.startsWith("salt/run/")) {
          byte[] raw = Base64.getDecoder().decode(record.text("raw").orElseThrow());
          int body = tag.length() + 2;
          runs.add(
              new Fired(
                  new Tag(tag), DataCodec.decodeDict(Arrays.copyOfRange(raw, body, raw.length))));
        }
      }
    }
    return runs;
  }

  private List<Arrival> sort(String tag, Data.Dict data) {
    return Records.arrivals(sorter.sort(Records.event(new Tag(tag), data)));
  }
}
