package dev.saltern.returner;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import java.util.List;

/// Arrivals to test with.
final class Arrivals {
  static final Jid JID = new Jid("20261124120000000000");

  private Arrivals() {}

  static Return ret(String minion) {
    return new Return(
        JID,
        new MinionId(minion),
        Data.dict(
            "return",
            true,
            "retcode",
            0,
            "success",
            true,
            "fun",
            "test.ping",
            "jid",
            JID,
            "id",
            minion),
        Source.BUS);
  }

  static Load load(String mom) {
    return new Load(
        JID,
        Data.dict("fun", "test.ping", "tgt", "*"),
        mom,
        List.of(new MinionId("web1"), new MinionId("web2")),
        Source.DIRECTORY);
  }

  static Event event(String tag) {
    return new Event(new Tag(tag), Data.dict("_stamp", "2026-11-24T12:00:00.000000"));
  }
}
