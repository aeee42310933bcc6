package dev.saltern.simulator;

import dev.saltern.job.MinionId;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.RsaKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A whole tree on loopback: MoMs, masters below them, minions below those, in one temporary
/// directory, on free ports. Made and started by [#of], ended by [#close].
///
/// Masters are called `sm1`, `sm2`, ..; each has a directory to start a node or a syndic with,
/// whose key every MoM has accepted. Minions of one master are called `sm1-m0001`, ..; those below
/// all masters `shared-0001`, ...
public final class Scenario implements AutoCloseable {
  private final Path home;
  private final List<FakeMom> moms = new ArrayList<>();
  private final List<FakeMaster> masters = new ArrayList<>();
  private final List<FakeMinions> minions = new ArrayList<>();

  /// What a tree is like. Immutable.
  ///
  /// @param moms how many MoMs, each above every master
  /// @param masters how many syndic-level masters
  /// @param minionsEach how many minions each master has of its own
  /// @param shared how many minions are below every master
  /// @param options the rest
  public record Plan(int moms, int masters, int minionsEach, int shared, Options options) {
    /// One MoM, and the rest as it comes.
    public static Plan of(int masters, int minionsEach, int shared) {
      return new Plan(1, masters, minionsEach, shared, Options.standard());
    }

    public Plan withMoms(int count) {
      return new Plan(count, masters, minionsEach, shared, options);
    }

    public Plan with(Options other) {
      return new Plan(moms, masters, minionsEach, shared, other);
    }
  }

  /// How a tree behaves. Immutable.
  ///
  /// @param release the Salt all masters behave like
  /// @param zmqFiltering whether all masters and minions use topics
  /// @param mode how minions reach their masters
  /// @param behaviours what minions do
  /// @param seed what all randomness comes from
  public record Options(
      SaltRelease release,
      boolean zmqFiltering,
      FakeMinions.Mode mode,
      Behaviours behaviours,
      long seed) {
    public static Options standard() {
      return new Options(
          SaltRelease.V3006_18, false, FakeMinions.Mode.WIRE, Behaviours.standard(), 1);
    }

    public Options withMode(FakeMinions.Mode other) {
      return new Options(release, zmqFiltering, other, behaviours, seed);
    }

    public Options withBehaviours(Behaviours other) {
      return new Options(release, zmqFiltering, mode, other, seed);
    }

    public Options withSeed(long other) {
      return new Options(release, zmqFiltering, mode, behaviours, other);
    }

    public Options withRelease(SaltRelease other) {
      return new Options(other, zmqFiltering, mode, behaviours, seed);
    }

    public Options withZmqFiltering() {
      return new Options(release, true, mode, behaviours, seed);
    }
  }

  private Scenario(Path home) {
    this.home = home;
  }

  /// A tree after `plan`, all of it running.
  public static Scenario of(Plan plan) throws IOException, InterruptedException {
    var scenario = new Scenario(Files.createTempDirectory("saltern"));
    try {
      scenario.start(plan);
    } catch (IOException | InterruptedException | RuntimeException e) {
      scenario.close();
      throw e;
    }
    return scenario;
  }

  private void start(Plan plan) throws IOException, InterruptedException {
    Clock clock = Clock.systemUTC();
    int[] ports = freePorts(plan.moms);
    for (int i = 1; i <= plan.moms; i++) {
      // Several MoMs share their ports, as one syndic cannot have different ones for each.
      MasterSettings settings =
          settings("mom" + i, plan.options).on("127.0.0." + i, ports[0], ports[1]);
      if (plan.moms > 1) {
        // A syndic remembers one key for all its MoMs: they share a pair, as several masters do.
        settings = settings.withKeys(KeyPool.of("moms"), Crypticle.newKeyString());
      }
      FakeMom mom = new FakeMom(settings, clock);
      moms.add(mom);
      mom.keys().autoAccept(false);
      mom.start();
    }
    List<FakeMinions.Below> groups = new ArrayList<>();
    for (int i = 1; i <= plan.masters; i++) {
      FakeMaster master = new FakeMaster(settings("sm" + i, plan.options), clock);
      masters.add(master);
      master.start();
      RsaKey key = KeyPool.of(master.syndicId() + " syndic");
      moms.forEach(mom -> mom.keys().accept(master.syndicId(), key.publicKey().pem()));
      master.writeConfig(moms, key);
      List<MinionId> ids = new ArrayList<>(Swarm.ids(master.syndicId() + "-m", plan.minionsEach));
      ids.addAll(Swarm.ids("shared-", plan.shared));
      groups.add(new FakeMinions.Below(master, ids));
    }
    if (plan.minionsEach + plan.shared > 0) {
      Options o = plan.options;
      var all = new FakeMinions(groups, o.behaviours, o.mode, o.seed, clock);
      minions.add(all);
      all.start();
    }
  }

  private MasterSettings settings(String name, Options options) {
    MasterSettings settings = MasterSettings.of(name, home.resolve(name), options.release);
    return options.zmqFiltering ? settings.withZmqFiltering() : settings;
  }

  /// Two ports that are free on the first addresses of loopback; for one MoM it finds its own.
  private static int[] freePorts(int addresses) {
    int[] ports = new int[2];
    for (int i = 0; i < ports.length && addresses > 1; i++) {
      ports[i] = freePort(addresses);
    }
    return ports;
  }

  private static int freePort(int addresses) {
    while (true) {
      int port =
          ThreadLocalRandom.current().nextInt(ServerSockets.PORT_MIN, ServerSockets.PORT_MAX);
      if (IntStream.rangeClosed(1, addresses).allMatch(i -> isFree("127.0.0." + i, port))) {
        return port;
      }
    }
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// The first, or only, MoM.
  public FakeMom mom() {
    return moms.getFirst();
  }

  public List<FakeMom> moms() {
    return Collections.unmodifiableList(moms);
  }

  public List<FakeMaster> masters() {
    return Collections.unmodifiableList(masters);
  }

  /// The master called `sm` and `number`, from 1.
  public FakeMaster master(int number) {
    return masters.get(number - 1);
  }

  /// All minions of the tree.
  public FakeMinions minions() {
    return minions.getFirst();
  }

  /// What a node or a syndic beside the master called `sm` and `number` is started with.
  public Path configDirectory(int number) {
    return master(number).configDirectory();
  }

  /// Ends minions, masters, MoMs, and removes the directory.
  @Override
  public void close() {
    minions.forEach(FakeMinions::close);
    masters.forEach(FakeMaster::close);
    moms.forEach(FakeMom::close);
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
