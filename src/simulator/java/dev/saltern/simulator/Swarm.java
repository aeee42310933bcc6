package dev.saltern.simulator;

import dev.saltern.job.MinionId;
import dev.saltern.wire.RsaKey;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;

/// Many minions below a master that is no part of the simulator, a real salt-master say: for
/// measuring with more minions than a machine has room for. They sign in one by one under ids of
/// their own, all with one key, and share a subscription and a few connections. Thread-safe.
public final class Swarm implements AutoCloseable {
  private final WireLink link;

  /// Where the master listens.
  ///
  /// @param zmqFiltering its `zmq_filtering`
  public record At(String host, int retPort, int publishPort, boolean zmqFiltering) {}

  /// How fast they answer.
  ///
  /// @param connections how many connections their requests go over
  /// @param inFlight how many requests wait for an answer at once on each; a master with few
  ///   workers needs longer for each than a client waits, if there are too many
  /// @param perSecond the most returns a second of all together; 0: as fast as it goes
  /// @param returnsMax the most returns ever; 0: no end
  public record Pace(int connections, int inFlight, int perSecond, long returnsMax) {}

  /// What went to and fro so far.
  ///
  /// @param publications publications that came
  /// @param publishedBytes their bytes, envelope and signature and all
  /// @param returns returns that the master has answered
  /// @param sentBytes bytes of all requests, sign-ins too
  public record Counts(long publications, long publishedBytes, long returns, long sentBytes) {}

  public Swarm(At at, List<MinionId> ids, Behaviours behaviours, Pace pace, RsaKey key) {
    var master = new WireLink.Master(at.host, at.retPort, at.publishPort, at.zmqFiltering);
    this.link =
        new WireLink(
            () -> master,
            ids,
            new Fleet(behaviours, 1),
            new MinionKey(key, Clock.systemUTC()),
            new WireLink.Pace(pace.connections, pace.inFlight, pace.perSecond, pace.returnsMax));
  }

  /// The ids `prefix0001`, ...
  public static List<MinionId> ids(String prefix, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> new MinionId("%s%04d".formatted(prefix, i)))
        .toList();
  }

  /// The key in a file, made where there is none: a master that has accepted the ids with it takes
  /// no other.
  public static RsaKey key(Path file) throws IOException, WireException {
    if (!Files.exists(file)) {
      OwnFiles.writePrivate(file, KeyPool.fresh().pem());
    }
    return RsaKey.parse(Files.readString(file));
  }

  /// Signs everybody in; returns once all are accepted.
  public void start() throws InterruptedException {
    link.start();
  }

  public Counts counts() {
    List<Long> traffic = link.traffic();
    return new Counts(traffic.get(0), traffic.get(1), link.delivered(), traffic.get(2));
  }

  @Override
  public void close() {
    link.close();
  }
}
