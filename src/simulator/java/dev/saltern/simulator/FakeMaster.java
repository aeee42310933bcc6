package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Tag;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.RsaKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// A stock salt-master as it stands beside a syndic: serves minions and its own client on real
/// sockets, has a local event bus on unix sockets, and keeps its jobs in a local_cache on disk.
/// Thread-safe.
public final class FakeMaster implements AutoCloseable {
  private final MasterCore core;
  private final EventBus bus;
  private final LocalCache cache;
  private final JobDesk jobs;
  private final List<BiConsumer<Data.Dict, List<MinionId>>> listeners =
      new CopyOnWriteArrayList<>();
  private volatile String rootKey = "";
  private volatile boolean running;

  /// A master that is not started yet; its RSA key is on disk.
  public FakeMaster(MasterSettings settings, Clock clock) throws IOException {
    this.core = new MasterCore(settings, new Functions());
    this.bus = new EventBus(settings.socketDirectory(), settings.maxEventSize(), clock);
    this.cache = new LocalCache(settings.cacheDirectory());
    this.jobs = new JobDesk(cache, core.ring(), bus::fire, clock);
  }

  /// Starts the process: a new root key, the bus, the sockets.
  public void start() throws IOException {
    writeRootKey();
    bus.start();
    core.start();
    // Of a stock master's other sockets clients only look whether they are there.
    for (String name : List.of("publish_pull.ipc", "workers.ipc")) {
      OwnFiles.writePrivate(core.settings().socketDirectory().resolve(name), "");
    }
    running = true;
  }

  /// Ends the process; files and unix sockets stay, as after a kill.
  public void stop() throws IOException {
    running = false;
    core.stop();
    bus.stop();
  }

  /// Ends and starts the process: new root key, new AES key, same ports.
  public void restart() throws IOException {
    stop();
    core.secrets().renew(Crypticle.newKeyString());
    start();
  }

  @Override
  public void close() {
    core.close();
    bus.close();
  }

  /// Writes `master` and `minion` files, with which a node or a syndic beside this master serves
  /// the given MoMs, and the key it shows them. All MoMs have the same ports, on different
  /// addresses, as Salt's options allow nothing else.
  ///
  /// @return the directory to start it with
  public Path writeConfig(List<FakeMom> moms, RsaKey syndicKey) throws IOException {
    MasterConfigFiles.write(this, core.settings(), MasterConfigFiles.Upper.of(moms), syndicKey);
    return configDirectory();
  }

  /// The id of the syndic, or node, beside this master.
  public MinionId syndicId() {
    return new MinionId(core.settings().name());
  }

  public KeyRing keys() {
    return core.ring();
  }

  public Faults faults() {
    return core.faults();
  }

  public EventBus bus() {
    return bus;
  }

  public Path configDirectory() {
    return core.settings().configDirectory();
  }

  /// Where this master keeps its job cache: `jobs/` is below.
  public Path cacheDirectory() {
    return core.settings().cacheDirectory();
  }

  /// Where a job's files are, whether or not it has any.
  public Path jobDirectory(Jid jid) {
    return cache.directoryOf(jid);
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

  /// How many times a minion has subscribed since this object was made.
  public long subscriptions() {
    return core.subscriptions();
  }

  /// Where minions reach it.
  WireLink.Master address() {
    return new WireLink.Master(host(), retPort(), publishPort(), core.settings().zmqFiltering());
  }

  SaltRelease release() {
    return core.settings().release();
  }

  /// Publishes as this master's own `salt` command would: with the root key, through the same
  /// checks.
  ///
  /// @return the jid, or nothing where nobody matched
  public Optional<Jid> publish(Job job) {
    return publish(job, "");
  }

  /// The same under a jid of the caller's.
  public Optional<Jid> publish(Job job, Jid jid) {
    return publish(job, jid.text());
  }

  private Optional<Jid> publish(Job job, String jid) {
    Data.Dict request = job.request().with("jid", Data.of(jid)).with("key", Data.of(rootKey));
    Data.Dict answer = published(request);
    return answer.dict("load").flatMap(load -> load.text("jid")).flatMap(Jid::parse);
  }

  /// Hands over a minion's return as if it had come by `_return`; true where it was kept in the job
  /// cache. For fleets too big for the wire.
  public boolean deliver(Data.Dict sent) {
    try {
      return jobs.takeReturn(sent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether the process runs: a stopped one takes no returns.
  boolean isRunning() {
    return running;
  }

  /// Tells `listener` of each return of a known job that this master takes from a minion, before
  /// the bus has it.
  public void onReturn(Consumer<Data.Dict> listener) {
    jobs.onReturn(listener);
  }

  /// Hands over a minion's `_minion_event`: the events it fires on the bus, under whatever tags it
  /// likes.
  public void fireFrom(MinionId minion, List<Event> events) {
    List<Data> items =
        events.stream()
            .map(event -> (Data) Data.dict("tag", event.tag().text(), "data", event.data()))
            .toList();
    Data.Dict load = Data.dict("cmd", "_minion_event", "id", minion, "events", items);
    boolean fired = MinionEvents.fire(load, release(), bus::fire);
    if (!fired) {
      throw new IllegalStateException("a load with an id and events is one a master understands");
    }
  }

  /// Tells `listener` of each publication and whom it is for, in the master's thread.
  void onPublication(BiConsumer<Data.Dict, List<MinionId>> listener) {
    listeners.add(listener);
  }

  void rotateKey() {
    core.secrets().rotate(Crypticle.newKeyString());
    bus.fire(new Tag("key"), Data.dict("rotate_aes_key", true));
  }

  /// What becomes of one request; for tests that bring recorded bytes.
  Reply answer(byte[] request) {
    return core.answer(request);
  }

  void useRootKey(String key) {
    rootKey = key;
  }

  private void writeRootKey() throws IOException {
    rootKey = Crypticle.newKeyString();
    String user = System.getProperty("user.name");
    Path directory = Files.createDirectories(cacheDirectory());
    OwnFiles.writePrivate(directory.resolve("." + user + "_key"), rootKey);
  }

  private Data.Dict published(Data.Dict request) {
    if (!request.text("key").equals(Optional.of(rootKey))) {
      var error =
          Data.dict(
              "error",
              Data.dict(
                  "name", "AuthenticationError", "message", "Authentication error occurred."));
      Optional<String> jid = request.text("jid");
      jid.ifPresent(
          j -> {
            Data.Dict told = request.with("error", error.get("error").orElseThrow());
            bus.fire(new Tag("salt/job/" + j + "/error"), told);
          });
      return error;
    }
    try {
      JobDesk.Published published = jobs.publish(request, core.settings().orderMasters());
      if (!published.load().entries().isEmpty()) {
        core.publish(published.load(), published.matched());
        listeners.forEach(l -> l.accept(published.load(), published.matched()));
      }
      return Data.dict("enc", "clear", "load", published.answer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Functions implements MasterFunctions {
    @Override
    public Data clear(Data.Dict load) {
      return switch (load.text("cmd").orElse("")) {
        case "publish" -> published(load);
        case "ping" -> load;
        default -> Data.Dict.EMPTY;
      };
    }

    @Override
    public Answer encrypted(String cmd, Data.Dict load) {
      return switch (cmd) {
        case "_return" -> {
          deliver(load);
          yield Answer.NOTHING;
        }
        case "_minion_event" -> {
          boolean fired = MinionEvents.fire(load, release(), bus::fire);
          yield fired ? Answer.NOTHING : new Answer.Sealed(Data.Dict.EMPTY);
        }
        default -> EmptyFileServer.answer(cmd, load).orElse(new Answer.Sealed(Data.Dict.EMPTY));
      };
    }

    @Override
    public void fire(Tag tag, Data.Dict data) {
      bus.fire(tag, data);
    }
  }
}
