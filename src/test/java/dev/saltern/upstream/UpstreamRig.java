package dev.saltern.upstream;

import static org.awaitility.Awaitility.await;

import dev.saltern.channel.ChannelContext;
import dev.saltern.channel.Endpoint;
import dev.saltern.channel.MasterKeyStore;
import dev.saltern.channel.MinionKey;
import dev.saltern.channel.SignIn;
import dev.saltern.channel.SignInPolicy;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.simulator.FakeMom;
import dev.saltern.simulator.MasterSettings;
import dev.saltern.simulator.SaltRelease;
import dev.saltern.wire.RsaKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// Simulated MoMs on real sockets, and our end of the link to them.
abstract class UpstreamRig {
  static final Duration LONG = Duration.ofSeconds(60);
  static final MinionId SM1 = new MinionId("sm1");
  static final MinionKey KEY = MinionKey.of(RsaKey.generate(2048));
  static final Jid JID = new Jid("20261124120000000000");

  /// Short waits, so that a test of a silence does not take long.
  static final MomConfig.Patience QUICK =
      new MomConfig.Patience(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          new Backoff(Duration.ofMillis(100), Duration.ofMillis(100)),
          new Backoff(Duration.ofMillis(50), Duration.ofMillis(200)));

  @TempDir Path home;

  final ChannelContext context = new ChannelContext();
  final List<Data.Dict> published = new CopyOnWriteArrayList<>();
  final java.util.ArrayDeque<AutoCloseable> open = new java.util.ArrayDeque<>();

  @AfterEach
  void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
    context.close();
  }

  FakeMom mom(SaltRelease release) throws IOException {
    return started(MasterSettings.of("mom", home, release));
  }

  FakeMom started(MasterSettings settings) throws IOException {
    var mom = new FakeMom(settings, Clock.systemUTC());
    open.push(mom);
    mom.start();
    return mom;
  }

  Upstream upstream(FakeMom mom, boolean topics, boolean requireSigned) {
    var habits = new MomConfig.Habits(topics, requireSigned, false, true, QUICK);
    return upstream(mom, at(mom), habits);
  }

  Upstream upstream(FakeMom mom, Endpoint endpoint, MomConfig.Habits habits) {
    Upstream upstream = unstarted(mom, endpoint, habits);
    upstream.start((_, load) -> published.add(load));
    return upstream;
  }

  /// One that is closed at the end.
  Upstream unstarted(FakeMom mom, Endpoint endpoint, MomConfig.Habits habits) {
    var config =
        new MomConfig(
            "the-mom", endpoint, OptionalInt.of(mom.publishPort()), SignInPolicy.of(SM1), habits);
    var store = new MasterKeyStore(home.resolve(mom.retPort() + MasterKeyStore.FILE_NAME));
    var signIn = new SignIn(config.signIn(), KEY, store, InstantSource.system());
    var upstream = new Upstream(config, context, signIn, InstantSource.system());
    open.push(upstream);
    return upstream;
  }

  static Endpoint at(FakeMom mom) {
    return new Endpoint(mom.host(), mom.retPort());
  }

  Upstream connected(FakeMom mom) {
    Upstream upstream = upstream(mom, false, false);
    awaitStarts(mom, 1);
    return upstream;
  }

  static void awaitStarts(FakeMom mom, int times) {
    await().atMost(LONG).until(() -> mom.received().starts().getOrDefault("sm1", 0) == times);
  }

  void awaitPublished(int jobs) {
    await().atMost(LONG).until(() -> published.size() == jobs);
  }

  Upstream.Sender sender(Upstream upstream) {
    Upstream.Sender sender = upstream.open();
    open.push(sender);
    return sender;
  }

  static List<JobReturns> returns(String... minions) {
    Map<MinionId, Data.Dict> returns = new java.util.LinkedHashMap<>();
    for (String minion : minions) {
      returns.put(new MinionId(minion), Data.dict("return", true, "retcode", 0, "success", true));
    }
    return List.of(
        new JobReturns(JID, Data.of("test.ping"), Data.Dict.EMPTY, "nested", "", returns));
  }
}
