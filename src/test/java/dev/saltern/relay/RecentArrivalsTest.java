package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Jid;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentArrivalsTest {
  private static final Jid JID = new Jid("20261124120000000000");
  private static final Jid OTHER = new Jid("20261124120000000001");

  private final RecentArrivals recent = new RecentArrivals(10, new Random(1));

  @Test
  void whatWasTakenIsKnownAndNothingElse() {
    recent.returned(JID, "web1");
    recent.loaded(JID);

    assertThat(recent.hasReturn(JID, "web1")).isTrue();
    assertThat(recent.hasLoad(JID)).isTrue();
    assertThat(recent.hasReturn(JID, "web2")).isFalse();
    assertThat(recent.hasReturn(OTHER, "web1")).isFalse();
    assertThat(recent.hasLoad(OTHER)).isFalse();
  }

  @Test
  void theLastGenerationIsSurelyKnownAndTheOneBeforeTheLastForgotten() {
    for (int i = 0; i < 31; i++) {
      recent.returned(JID, "web" + i);
    }

    for (int i = 21; i < 31; i++) {
      assertThat(recent.hasReturn(JID, "web" + i)).as("web" + i).isTrue();
    }
    for (int i = 0; i < 10; i++) {
      assertThat(recent.hasReturn(JID, "web" + i)).as("web" + i).isFalse();
    }
  }

  @Test
  void aHundredThousandIdsAreAllApart() {
    var many = new RecentArrivals(RecentArrivals.GENERATION, new Random(7));
    for (int i = 0; i < RecentArrivals.GENERATION; i++) {
      assertThat(many.hasReturn(JID, "web" + i)).isFalse();
      many.returned(JID, "web" + i);
    }
  }
}
