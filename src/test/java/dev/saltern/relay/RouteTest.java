package dev.saltern.relay;

import static dev.saltern.relay.UpRig.JID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.returner.JournalRecord;
import dev.saltern.testing.HandClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteTest {
  private static final List<String> MOMS = List.of("mom1", "mom2", "mom3");

  private final Set<String> down = new HashSet<>();
  private final UpRig rig;

  RouteTest(@TempDir Path folder) throws Exception {
    rig = new UpRig(folder, UpRig.settings(0), new HandClock());
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private Route route(boolean ordered) {
    return new Route(MOMS, rig.book, ordered, down::contains);
  }

  @Test
  void aReturnIsForAllWhoPublishedItsJobHoweverTheyAre() throws Exception {
    rig.book.published(JID, "mom3");
    rig.book.published(JID, "mom2");
    down.add("mom3");

    assertThat(whose(route(true), returned(JID, "mom1"))).containsExactly("mom2", "mom3");
  }

  @Test
  void elseItIsForTheOneItsMasterIdNames() throws Exception {
    down.add("mom2");

    assertThat(whose(route(true), returned(JID, "mom2"))).containsExactly("mom2");
  }

  @Test
  void elseItIsForTheFirstOrOneForAllOfAJob() throws Exception {
    assertThat(whose(route(true), returned(JID, ""))).containsExactly("mom1");
    Set<List<String>> chosen = new HashSet<>();
    for (int i = 100; i < 200; i++) {
      chosen.add(whose(route(false), returned(new Jid("20261124120000000" + i), "")));
    }
    assertThat(chosen).containsExactlyInAnyOrder(List.of("mom1"), List.of("mom2"), List.of("mom3"));
  }

  @Test
  void whereThatOneIsDownTheNextStandsInAndItStaysItsOwn() throws Exception {
    Route route = route(true);
    down.add("mom1");
    assertThat(whose(route, returned(JID, ""))).containsExactly("mom1", "mom2");
    down.add("mom2");
    assertThat(whose(route, returned(JID, ""))).containsExactly("mom1", "mom3");
    down.add("mom3");
    assertThat(whose(route, returned(JID, ""))).as("nobody else is there").containsExactly("mom1");

    route.stoodIn(1);

    down.clear();
    assertThat(whose(route, returned(JID, ""))).as("somebody has it").isEmpty();
  }

  @Test
  void aMomIsDownAfterAWhile() {
    var clock = new HandClock();
    var away = new Away(clock);
    Instant start = clock.instant();
    away.watch("mom1", () -> Optional.of(start));
    away.watch("mom2", Optional::empty);

    clock.forward(Away.GRACE);
    assertThat(away.down("mom1")).isFalse();
    clock.forward(Duration.ofMillis(1));
    assertThat(away.down("mom1")).isTrue();
    assertThat(away.down("mom2")).isFalse();
  }

  private static List<String> whose(Route route, Return r) throws Exception {
    var names = new ArrayList<String>();
    for (String mom : MOMS) {
      if (route.share(mom, JournalRecord.Answer.of(r), 1) != Route.Share.OTHERS) {
        names.add(mom);
      }
    }
    return names;
  }

  private static Return returned(Jid jid, String masterId) {
    Data.Dict body = Data.dict("fun", "test.ping", "return", true);
    return new Return(
        jid,
        new MinionId("web1"),
        masterId.isEmpty() ? body : body.with("master_id", Data.of(masterId)),
        Source.BUS);
  }
}
