package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.RsaKey;
import dev.saltern.wire.SignatureAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What every master is made of: its keys and its clients', its two sockets, and how it publishes.
/// Thread-safe.
final class MasterCore implements AutoCloseable {
  private final MasterSettings settings;
  private final MasterFunctions functions;
  private final KeyRing ring;
  private final Secrets secrets;
  private final ServerChannel channel;
  private final ServerSockets sockets;
  private final Faults faults = new Faults();

  MasterCore(MasterSettings settings, MasterFunctions functions) throws IOException {
    this.settings = settings;
    this.functions = functions;
    Files.createDirectories(settings.pkiDirectory());
    RsaKey key = settings.key().orElseGet(() -> KeyPool.of(settings.name()));
    writeKey(key);
    this.ring = new KeyRing(settings.pkiDirectory());
    this.secrets = new Secrets(key, settings.aes(), settings.cacheDirectory().resolve("sessions"));
    var desk = new SignInDesk(ring, secrets, settings.release(), this::publishPort);
    this.channel = new ServerChannel(secrets, ring, desk, settings.release(), faults);
    this.sockets =
        new ServerSockets(
            settings.name(),
            settings.host(),
            settings.ports(),
            settings.publishHwm(),
            bytes -> channel.answer(bytes, functions));
  }

  MasterSettings settings() {
    return settings;
  }

  KeyRing ring() {
    return ring;
  }

  Secrets secrets() {
    return secrets;
  }

  Faults faults() {
    return faults;
  }

  int retPort() {
    return sockets.retPort();
  }

  int publishPort() {
    return sockets.publishPort();
  }

  long subscriptions() {
    return sockets.subscriptions();
  }

  void start() {
    sockets.start();
  }

  void stop() {
    sockets.stop();
  }

  void hangUp() {
    sockets.hangUp();
  }

  /// Ends and starts the process: new AES key, same ports.
  void restart(Duration down) throws InterruptedException {
    sockets.stop();
    Thread.sleep(down);
    secrets.renew(Crypticle.newKeyString());
    sockets.start();
  }

  /// Another RSA key under the same address, as of a master set up anew.
  void replaceMasterKey() throws IOException {
    RsaKey key = KeyPool.fresh();
    writeKey(key);
    secrets.replaceKey(key);
    secrets.renew(Crypticle.newKeyString());
  }

  /// What becomes of one request; for tests that bring recorded bytes.
  Reply answer(byte[] request) {
    return channel.answer(request, functions);
  }

  /// Publishes a load, under the next serial, to those it is for.
  void publish(Data.Dict load, List<MinionId> matched) {
    Optional<Fault.OfPublication> fault = faults.takeForPublication();
    boolean replay = fault.filter(f -> f instanceof Fault.ReplaySerial).isPresent();
    long serial = replay ? secrets.lastSerial() : secrets.nextSerial();
    byte[] sealed = secrets.shared().seal(load.with("serial", Data.of(serial)));
    byte[] payload = ServerChannel.encode(payload(sealed));
    switch (fault.orElse(new Fault.ReplaySerial())) {
      case Fault.ReplaySerial _ -> send(load, matched, payload);
      case Fault.DropPublication _ -> {}
      case Fault.Garbage garbage -> send(load, matched, garbage.bytes());
      case Fault.WrongSignature _ -> send(load, matched, ServerChannel.tampered(payload));
      case Fault.Disconnect _ -> sockets.hangUp();
      case Fault.Twice _ -> {
        send(load, matched, payload);
        send(load, matched, payload);
      }
    }
  }

  private Data.Dict payload(byte[] sealed) {
    Data.Dict payload = Data.dict("enc", "aes", "load", sealed);
    if (!settings.signPublications()) {
      return payload;
    }
    byte[] signature = secrets.key().sign(sealed, SignatureAlgorithm.SHA1);
    return settings.release().sessionKeys()
        ? payload
            .with("sig_algo", Data.of(SignatureAlgorithm.SHA1.wireName()))
            .with("sig", Data.of(signature))
        : payload.with("sig", Data.of(signature));
  }

  private void send(Data.Dict load, List<MinionId> matched, byte[] payload) {
    if (!settings.zmqFiltering()) {
      sockets.publish(List.of(payload));
      return;
    }
    for (String topic : topics(load, matched, settings.orderMasters())) {
      sockets.publish(List.of(topic.getBytes(StandardCharsets.US_ASCII), payload));
    }
  }

  /// Where a publication goes with `zmq_filtering`: to each matched minion and to the syndics; to
  /// all where the target is of another kind or nobody is known to match.
  static List<String> topics(Data.Dict load, List<MinionId> matched, boolean orderMasters) {
    List<String> topics = new ArrayList<>();
    switch (load.text("tgt_type").orElse("")) {
      case "list" ->
          load.list("tgt").orElse(List.of()).stream()
              .flatMap(item -> item.asText().stream())
              .forEach(name -> topics.add(topicOf(name)));
      case "glob", "pcre" -> matched.forEach(id -> topics.add(topicOf(id.text())));
      default -> {}
    }
    if (topics.isEmpty()) {
      return List.of("broadcast");
    }
    if (orderMasters) {
      topics.add("syndic");
    }
    return topics;
  }

  /// The topic a minion of this id subscribes to.
  static String topicOf(String id) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(sha1.digest(id.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private void writeKey(RsaKey key) throws IOException {
    Path pki = settings.pkiDirectory();
    OwnFiles.writePrivate(pki.resolve("master.pem"), key.pem());
    Files.writeString(pki.resolve("master.pub"), key.publicKey().pem());
  }

  @Override
  public void close() {
    sockets.close();
  }
}
