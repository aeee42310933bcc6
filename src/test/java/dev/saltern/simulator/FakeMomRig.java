package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A simulated MoM and a syndic that speaks to it by hand.
abstract class FakeMomRig {
  static final MinionId SYNDIC = new MinionId("sm1");
  static final Jid JID = new Jid("20261124120000000000");
  static final int SHORT_MILLIS = 500;
  static final int LONG_MILLIS = 10_000;

  @TempDir Path directory;
  FakeMom mom;
  RawClient syndic;

  @BeforeEach
  void start() throws IOException {
    mom = start(MasterSettings.of("mom", directory, SaltRelease.V3006_18));
    syndic = new RawClient(SYNDIC, mom.host(), mom.retPort());
  }

  static FakeMom start(MasterSettings settings) throws IOException {
    FakeMom started = new FakeMom(settings, Clock.systemUTC());
    started.start();
    return started;
  }

  @AfterEach
  void stop() {
    syndic.close();
    mom.close();
  }

  static Data.Dict syndicReturn(String... minions) {
    Data.Dict returns = Data.Dict.EMPTY;
    for (String minion : minions) {
      Data one = Data.dict("return", true, "retcode", 0, "success", true, "fun_args", List.of());
      returns = returns.with(minion, one);
    }
    Data job =
        Data.dict(
            "id",
            "sm1",
            "jid",
            JID,
            "fun",
            "test.ping",
            "arg",
            null,
            "tgt",
            null,
            "tgt_type",
            null,
            "load",
            Data.dict("fun", "test.ping"),
            "return",
            returns);
    return Data.dict("cmd", "_syndic_return", "load", List.of(job));
  }
}
