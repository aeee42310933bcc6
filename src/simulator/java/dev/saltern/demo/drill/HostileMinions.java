package dev.saltern.demo.drill;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Tag;
import dev.saltern.simulator.FakeMaster;
import dev.saltern.wire.EventFrame;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What minions with an accepted key fire on their master's bus to do harm, and frames that are
/// none. Stateless.
final class HostileMinions {
  /// What a forged answer begins with; no honest minion says so.
  static final String FORGED = "forged ";

  /// What is returned to jobs that nobody published.
  static final String CLAIMED = "claimed";

  private static final int FLOOD_EVENTS = 2_000;
  private static final int BAD_FRAMES = 30;
  private static final int HUGE_TAG_CHARACTERS = 200_000;

  private HostileMinions() {}

  /// Another minion's return to a job, under its own name in tag and data.
  static void forge(FakeMaster master, MinionId hostile, MinionId victim, Jid jid) {
    fire(master, hostile, victim.text(), answer(jid, victim, FORGED + "by " + hostile));
  }

  /// A return under the hostile's tag, with another minion's id in its data.
  static void forgeId(FakeMaster master, MinionId hostile, MinionId victim, Jid jid) {
    fire(master, hostile, hostile.text(), answer(jid, victim, FORGED + "inside"));
  }

  /// Returns of its own to jobs that nobody published.
  static void flood(FakeMaster master, MinionId hostile, Random random) {
    var events = new ArrayList<Event>();
    for (int i = 0; i < FLOOD_EVENTS; i++) {
      Instant when = Instant.now().minusSeconds(random.nextInt(1, 3_600)).plusNanos(i * 1_000L);
      Jid jid = Jid.at(when);
      events.add(
          new Event(new Tag("salt/job/" + jid + "/ret/" + hostile), answer(jid, hostile, CLAIMED)));
    }
    master.fireFrom(hostile, events);
  }

  private static void fire(FakeMaster master, MinionId hostile, String id, Data.Dict answer) {
    Tag tag = new Tag("salt/job/" + answer.text("jid").orElseThrow() + "/ret/" + id);
    master.fireFrom(hostile, List.of(new Event(tag, answer)));
  }

  private static Data.Dict answer(Jid jid, MinionId id, String value) {
    return Data.dict(
            "cmd",
            "_return",
            "id",
            id,
            "jid",
            jid,
            "fun",
            "test.ping",
            "return",
            value,
            "retcode",
            0)
        .with("fun_args", Data.of(List.of()))
        .with("success", Data.of(true));
  }

  /// Frames on the bus whose inside cannot be read: no msgpack, a tag that holds two line feeds, a
  /// huge tag, and bytes that are no frame at all.
  static void badFrames(FakeMaster master, Random random) {
    for (int i = 0; i < BAD_FRAMES; i++) {
      Data.Dict data = Data.dict("id", "hostile", "n", i);
      byte[] frame =
          switch (random.nextInt(3)) {
            case 0 -> broken(new EventFrame(new Tag("my/event/" + i), data).encode());
            case 1 -> twoLineFeeds(new EventFrame(new Tag("my/ev##ent/" + i), data).encode());
            default -> new EventFrame(new Tag("x".repeat(HUGE_TAG_CHARACTERS)), data).encode();
          };
      master.bus().writeRaw(frame);
    }
    if (random.nextInt(4) == 0) {
      byte[] noise = new byte[64];
      random.nextBytes(noise);
      master.bus().writeRaw(noise);
      master.bus().disconnectAll(); // Salt's own bus would not go on after that either
    }
  }

  /// The last byte, within the data, becomes one that msgpack never has.
  private static byte[] broken(byte[] frame) {
    byte[] other = frame.clone();
    other[other.length - 1] = (byte) 0xc1;
    return other;
  }

  private static byte[] twoLineFeeds(byte[] frame) {
    return new String(frame, StandardCharsets.ISO_8859_1)
        .replace("##", "\n\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
