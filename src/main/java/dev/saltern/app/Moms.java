package dev.saltern.app;

import dev.saltern.channel.Endpoint;
import dev.saltern.channel.Finger;
import dev.saltern.channel.MasterKeyStore;
import dev.saltern.channel.MinionKey;
import dev.saltern.channel.SignIn;
import dev.saltern.channel.SignInPolicy;
import dev.saltern.localmaster.MasterConfig;
import dev.saltern.localmaster.MomAddress;
import dev.saltern.localmaster.Trust;
import dev.saltern.localmaster.Upward;
import dev.saltern.upstream.Backoff;
import dev.saltern.upstream.MomConfig;
import dev.saltern.wire.Algorithms;
import dev.saltern.wire.RsaPublicKey;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// What Salt's files and ours say of the MoMs, as `upstream` takes it. Immutable.
final class Moms {
  private final NodeConfig config;
  private final InstantSource clock;

  Moms(NodeConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /// The key we sign in with: the minion's, made where there is none.
  MinionKey key() throws IOException {
    Path folder = config.master().access().directories().minionPki();
    try {
      return MinionKey.readOrCreate(folder);
    } catch (WireException e) {
      throw new IOException(folder.resolve("minion.pem") + ": " + e.getMessage(), e);
    }
  }

  /// The sign-in at a MoM.
  SignIn signIn(MomConfig mom, MinionKey key) {
    return new SignIn(mom.signIn(), key, store(), clock);
  }

  /// The same for one who only looks: the key of a MoM met for the first time is not remembered.
  SignIn trial(MomConfig mom, MinionKey key) {
    return new SignIn(mom.signIn(), key, store().readOnly(), clock);
  }

  private MasterKeyStore store() {
    return new MasterKeyStore(config.master().access().directories().syndicMasterPublicKey());
  }

  /// What is configured of one MoM.
  MomConfig config(MomAddress address) throws IOException {
    MasterConfig master = config.master();
    Upward upward = master.upper().upward();
    Trust trust = master.upper().trust();
    var policy =
        new SignInPolicy(
            master.identity().syndicId(),
            new Algorithms(trust.encryption(), trust.signing()),
            config.minProtocol(),
            trust.finger().isEmpty()
                ? Optional.empty()
                : Optional.of(Finger.of(trust.finger(), trust.hashType().word())),
            masterSignKey(trust));
    var waits = master.upper().patience();
    var patience =
        new MomConfig.Patience(
            waits.requestMax(),
            MomConfig.Patience.DEFAULT.subscription(),
            new Backoff(waits.acceptance(), waits.acceptanceMax()),
            MomConfig.Patience.DEFAULT.reconnect());
    var habits =
        new MomConfig.Habits(
            upward.zmqFiltering(),
            config.values().bool(ConfigKey.MOM_REQUIRE_SIGNED),
            trust.signReturns(),
            master.publishing().legacyStartupEvents(),
            patience);
    return new MomConfig(
        address.entry(),
        new Endpoint(address.host(), address.port(), upward.ipv6()),
        upward.fixedPublishPort(),
        policy,
        habits);
  }

  /// With `verify_master_pubkey_sign` the key must be there: without it nobody could be believed.
  private Optional<RsaPublicKey> masterSignKey(Trust trust) throws IOException {
    if (!trust.verifyPubkeySign()) {
      return Optional.empty();
    }
    Path file =
        config.master().access().directories().minionPki().resolve(trust.signKeyName() + ".pub");
    try {
      return Optional.of(RsaPublicKey.parse(Files.readString(file)));
    } catch (WireException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
