package dev.saltern.simulator;

import dev.saltern.wire.Crypticle;
import dev.saltern.wire.RsaKey;
import java.nio.file.Path;
import java.util.Optional;

/// How a simulated master is set up: what would stand in its `master` file. Immutable; `toString`
/// has no key.
///
/// @param name what it is called in logs and, for a syndic-level master, its syndic's id
/// @param home its `root_dir`: pki, cache and sockets lie below it as Salt lays them out
/// @param network where it listens
/// @param behaviour what of Salt's choices it makes
/// @param given keys it has instead of fresh ones
public record MasterSettings(
    String name, Path home, Network network, Behaviour behaviour, Given given) {

  /// @param host its address, on loopback
  /// @param ports its ports; those that are 0 are chosen at the first start
  /// @param publishHwm how many publications wait for a slow subscriber before it misses some
  record Network(String host, ServerSockets.Ports ports, int publishHwm) {}

  /// @param zmqFiltering whether publications carry a topic (`zmq_filtering`)
  /// @param signPublications whether they are signed (`sign_pub_messages`)
  /// @param orderMasters whether syndics are below (`order_masters`)
  /// @param maxEventSize the bytes over which an event is trimmed (`max_event_size`)
  record Behaviour(
      SaltRelease release,
      boolean zmqFiltering,
      boolean signPublications,
      boolean orderMasters,
      int maxEventSize) {}

  record Given(Optional<RsaKey> key, String aes) {
    @Override
    public String toString() {
      return "Given[***]";
    }
  }

  /// A master as it is out of the box, on free ports of 127.0.0.1.
  public static MasterSettings of(String name, Path home, SaltRelease release) {
    return new MasterSettings(
        name,
        home,
        new Network("127.0.0.1", ServerSockets.Ports.ANY, 1000),
        new Behaviour(release, false, true, false, 1 << 20),
        new Given(Optional.empty(), Crypticle.newKeyString()));
  }

  /// The same on another address and other ports.
  public MasterSettings on(String host, int retPort, int publishPort) {
    var ports = new ServerSockets.Ports(retPort, publishPort);
    return new MasterSettings(
        name, home, new Network(host, ports, network.publishHwm), behaviour, given);
  }

  /// The same with topics before its publications.
  public MasterSettings withZmqFiltering() {
    return with(
        new Behaviour(
            behaviour.release,
            true,
            behaviour.signPublications,
            behaviour.orderMasters,
            behaviour.maxEventSize));
  }

  /// The same without signatures on its publications.
  public MasterSettings withoutSignatures() {
    return with(
        new Behaviour(
            behaviour.release,
            behaviour.zmqFiltering,
            false,
            behaviour.orderMasters,
            behaviour.maxEventSize));
  }

  /// The same with syndics below it.
  public MasterSettings withOrderMasters() {
    return with(
        new Behaviour(
            behaviour.release,
            behaviour.zmqFiltering,
            behaviour.signPublications,
            true,
            behaviour.maxEventSize));
  }

  /// The same with another size over which events are trimmed.
  public MasterSettings withMaxEventSize(int bytes) {
    return with(
        new Behaviour(
            behaviour.release,
            behaviour.zmqFiltering,
            behaviour.signPublications,
            behaviour.orderMasters,
            bytes));
  }

  /// The same with these keys.
  MasterSettings withKeys(RsaKey key, String aes) {
    return new MasterSettings(name, home, network, behaviour, new Given(Optional.of(key), aes));
  }

  private MasterSettings with(Behaviour other) {
    return new MasterSettings(name, home, network, other, given);
  }

  String host() {
    return network.host;
  }

  ServerSockets.Ports ports() {
    return network.ports;
  }

  int publishHwm() {
    return network.publishHwm;
  }

  SaltRelease release() {
    return behaviour.release;
  }

  boolean zmqFiltering() {
    return behaviour.zmqFiltering;
  }

  boolean signPublications() {
    return behaviour.signPublications;
  }

  boolean orderMasters() {
    return behaviour.orderMasters;
  }

  int maxEventSize() {
    return behaviour.maxEventSize;
  }

  Optional<RsaKey> key() {
    return given.key;
  }

  String aes() {
    return given.aes;
  }

  Path configDirectory() {
    return home.resolve("etc/salt");
  }

  Path pkiDirectory() {
    return home.resolve("etc/salt/pki/master");
  }

  Path minionPkiDirectory() {
    return home.resolve("etc/salt/pki/minion");
  }

  Path cacheDirectory() {
    return home.resolve("var/cache/salt/master");
  }

  Path socketDirectory() {
    return home.resolve("var/run/salt/master");
  }
}
