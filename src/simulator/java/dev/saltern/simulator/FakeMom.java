package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Tag;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.RsaPublicKey;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A master of masters: takes sign-ins, returns and events of the syndics below on real sockets,
/// publishes jobs down to them, and remembers everything it got. Thread-safe.
public final class FakeMom implements AutoCloseable {
  private final MasterCore core;
  private final Recording recording = new Recording();
  private final JidClock jids;

  /// A MoM that is not started yet.
  public FakeMom(MasterSettings settings, Clock clock) throws IOException {
    this.core = new MasterCore(settings.withOrderMasters(), new Functions());
    this.jids = new JidClock(clock);
  }

  public void start() {
    core.start();
  }

  /// Ends the process: connections break, nothing listens.
  public void stop() {
    core.stop();
  }

  /// Ends and starts the process: new AES key, serials from 1, same RSA key, same ports.
  public void restart() {
    core.stop();
    core.secrets().renew(Crypticle.newKeyString());
    core.start();
  }

  /// Breaks all connections and listens again at once.
  public void hangUp() {
    core.hangUp();
  }

  /// Another master under the same address: another RSA key, which a syndic must not trust.
  public void restartAsAnotherMaster() throws IOException {
    core.stop();
    core.replaceMasterKey();
    core.start();
  }

  /// Another AES key while the process goes on, as after `salt-key -d`: nobody is told.
  public void rotateKey() {
    core.secrets().rotate(Crypticle.newKeyString());
  }

  /// Other session keys, as a day later.
  public void renewSessions() {
    core.secrets().renewSessions();
  }

  @Override
  public void close() {
    core.close();
  }

  /// What it has got from below.
  public Recording received() {
    return recording;
  }

  /// What goes wrong here.
  public Faults faults() {
    return core.faults();
  }

  /// Who may sign in.
  public KeyRing keys() {
    return core.ring();
  }

  public RsaPublicKey publicKey() {
    return core.secrets().key().publicKey();
  }

  public String host() {
    return core.settings().host();
  }

  public int retPort() {
    return core.retPort();
  }

  public int publishPort() {
    return core.publishPort();
  }

  /// How many subscriptions have been made since this object was made. A job published before a
  /// node's subscription is not heard by it.
  public long subscriptions() {
    return core.subscriptions();
  }

  /// Publishes a job to all syndics, as `salt` on the MoM does.
  public Jid publish(Job job) {
    Jid jid = jids.next();
    publish(job, jid);
    return jid;
  }

  /// Publishes a job under a jid of the caller's.
  public void publish(Job job, Jid jid) {
    Data.Dict request = job.request().with("to", Data.of(job.timeoutSeconds()));
    Data.Dict load = JobDesk.withAuthList(JobDesk.publication(request, jid), Data.Dict.EMPTY);
    core.publish(load, matches(job));
  }

  /// Whom this MoM itself expects to answer: its own clients, and so the syndics too.
  List<MinionId> matches(Job job) {
    return Targets.match(job.target().value(), job.target().type(), core.ring().accepted())
        .minions();
  }

  /// Publishes a load as it is; only the serial is added.
  public void publishRaw(Data.Dict load) {
    core.publish(load, core.ring().accepted());
  }

  /// What becomes of one request; for tests that bring recorded bytes.
  Reply answer(byte[] request) {
    return core.answer(request);
  }

  Secrets secrets() {
    return core.secrets();
  }

  private final class Functions implements MasterFunctions {
    @Override
    public Data clear(Data.Dict load) {
      recording.request(load.text("cmd").orElse(""), load);
      boolean ping = load.text("cmd").equals(Optional.of("ping"));
      return ping ? load : Data.Dict.EMPTY;
    }

    @Override
    public Answer encrypted(String cmd, Data.Dict load) {
      recording.request(cmd, load);
      return switch (cmd) {
        case "_return" -> {
          rebuilt(load);
          yield Answer.NOTHING;
        }
        case "_syndic_return" -> {
          syndicReturn(load);
          yield Answer.NOTHING;
        }
        case "_minion_event" -> minionEvent(load);
        default -> EmptyFileServer.answer(cmd, load).orElse(new Answer.Sealed(Data.Dict.EMPTY));
      };
    }

    @Override
    public void fire(Tag tag, Data.Dict data) {
      recording.event(tag, data);
    }
  }

  private Answer minionEvent(Data.Dict load) {
    if (!MinionEvents.fire(load, core.settings().release(), recording::event)) {
      return new Answer.Sealed(Data.Dict.EMPTY);
    }
    Optional<MinionId> syndic = load.text("id").flatMap(MinionId::parse);
    for (Data item : load.list("events").orElse(List.of())) {
      Data.Dict data =
          item instanceof Data.Dict event
              ? event.dict("data").orElse(Data.Dict.EMPTY)
              : Data.Dict.EMPTY;
      Optional<Jid> jid = data.text("jid").flatMap(Jid::parse);
      Optional<List<Data>> minions = data.list("minions");
      if (jid.isPresent() && minions.isPresent() && syndic.isPresent()) {
        recording.expects(jid.get(), syndic.get(), minions.get());
      }
    }
    return Answer.NOTHING;
  }

  private void syndicReturn(Data.Dict load) {
    Data batch = load.get("load").orElse(Data.Nil.NIL);
    // An old syndic sends one job, not a list of them.
    List<Data> jobs = batch instanceof Data.Seq(List<Data> items) ? items : List.of(load);
    for (Data item : jobs) {
      if (!(item instanceof Data.Dict job)
          || job.dict("return").isEmpty()
          || job.get("id").isEmpty()) {
        continue;
      }
      Optional<Jid> jid = job.text("jid").flatMap(Jid::parse);
      if (jid.isEmpty()) {
        continue;
      }
      job.dict("load")
          .filter(l -> !l.entries().isEmpty())
          .ifPresent(l -> recording.load(jid.get(), l));
      job.dict("return").get().entries().forEach((minion, one) -> rebuilt(minion, one, job));
    }
  }

  /// One minion's return as a MoM makes it of a syndic's batch.
  private void rebuilt(Data minion, Data one, Data.Dict job) {
    Data.Dict body = Data.dict("jid", job.get("jid").orElseThrow(), "id", minion);
    if (one instanceof Data.Dict sent) {
      for (Map.Entry<Data, Data> more : sent.entries().entrySet()) {
        body = body.with(more.getKey().asText().orElseThrow(), more.getValue());
      }
    }
    for (String key : List.of("master_id", "fun", "fun_args", "out", "sig")) {
      Optional<Data> value = job.get(key);
      body = value.isPresent() ? body.with(key, value.get()) : body;
    }
    rebuilt(body);
  }

  private void rebuilt(Data.Dict body) {
    Optional<Jid> jid = body.text("jid").flatMap(Jid::parse);
    Optional<MinionId> minion = body.text("id").flatMap(MinionId::parse);
    if (jid.isPresent() && minion.isPresent() && body.get("return").isPresent()) {
      recording.returned(jid.get(), minion.get(), body);
      recording.event(new Tag("salt/job/" + jid.get() + "/ret/" + minion.get()), body);
    }
  }
}
