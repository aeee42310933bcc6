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
import dev.saltern.returner.JournalRecord;
import dev.saltern.returner.StoreFilter;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OwnTrafficTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final Jid PROBE = OwnTraffic.probe(NOON);
  private static final Jid JOB = Jid.at(NOON);

  static Stream<Arrival> ofAProbe() {
    return about(PROBE);
  }

  static Stream<Arrival> ofAnotherJob() {
    return Stream.concat(about(JOB), about(new Jid(JOB + "_4711")));
  }

  private static Stream<Arrival> about(Jid jid) {
    Data.Dict body = Data.dict("fun", "saltutil.find_job", "return", true);
    return Stream.of(
        new Load(jid, body, "", List.of(), Source.BUS),
        new Return(jid, new MinionId("web1"), body, Source.BUS),
        new Event(new Tag(jid.text()), Data.dict("minions", List.of("web1"))),
        new Event(new Tag("salt/job/" + jid + "/new"), body),
        new Event(new Tag("salt/job/" + jid + "/prog/web1/1"), body));
  }

  @ParameterizedTest
  @MethodSource("ofAProbe")
  void allThatComesOfAProbeIsKnownAndNotStored(Arrival arrival) throws Exception {
    assertThat(OwnTraffic.isProbe(arrival)).isTrue();
    assertThat(OwnTraffic.leftOut(StoreFilter.ALL).judge(JournalRecord.of(arrival)))
        .isEqualTo(new StoreFilter.Verdict.Skip("probe"));
  }

  @ParameterizedTest
  @MethodSource("ofAnotherJob")
  void nothingOfAnotherJobIsTakenForOne(Arrival arrival) throws Exception {
    assertThat(OwnTraffic.isProbe(arrival)).isFalse();
    assertThat(OwnTraffic.leftOut(StoreFilter.ALL).judge(JournalRecord.of(arrival)))
        .isEqualTo(new StoreFilter.Verdict.Keep(JournalRecord.of(arrival)));
  }

  @Test
  void aProbesJidIsOneForSalt() throws Exception {
    // salt.utils.jid.is_jid: longer than 21 characters, `_` at index 20, digits before.
    assertThat(PROBE.text()).matches("\\d{20}_.+");
    assertThat(PROBE.startTime()).contains(NOON);
  }

  @Test
  void aDigestIsKnownByItsTagAndNotStored() throws Exception {
    var digest = new Event(OwnTraffic.digest(JOB, "sm1"), Data.dict("open", 1));

    assertThat(OwnTraffic.digested(digest.tag())).contains(JOB);
    assertThat(OwnTraffic.leftOut(StoreFilter.ALL).judge(JournalRecord.of(digest)))
        .isEqualTo(new StoreFilter.Verdict.Skip("digest"));
    assertThat(OwnTraffic.digested(new Tag("salt/job/" + JOB + "/prog/web1/1"))).isEmpty();
    assertThat(OwnTraffic.digested(new Tag("salt/job/" + JOB + "/syndic/sm1/other"))).isEmpty();
  }
}
