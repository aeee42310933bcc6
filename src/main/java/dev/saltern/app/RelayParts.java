package dev.saltern.app;

import dev.saltern.Component;
import dev.saltern.channel.ChannelContext;
import dev.saltern.channel.Endpoint;
import dev.saltern.channel.LinkLimits;
import dev.saltern.channel.MinionKey;
import dev.saltern.channel.ReqChannel;
import dev.saltern.channel.Wake;
import dev.saltern.localmaster.Identity;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.localmaster.MasterConfig;
import dev.saltern.localmaster.MomAddress;
import dev.saltern.localmaster.PublishAnswer;
import dev.saltern.localmaster.PublishClient;
import dev.saltern.localmaster.PublishRequest;
import dev.saltern.localmaster.RequestAddress;
import dev.saltern.localmaster.RootKey;
import dev.saltern.localmaster.Upward;
import dev.saltern.relay.Away;
import dev.saltern.relay.JobForwarder;
import dev.saltern.relay.JobProgress;
import dev.saltern.relay.LocalMinions;
import dev.saltern.relay.LocalReturns;
import dev.saltern.relay.MomForwarder;
import dev.saltern.relay.Narrowing;
import dev.saltern.relay.Route;
import dev.saltern.relay.Watcher;
import dev.saltern.relay.Watches;
import dev.saltern.returner.JobBook;
import dev.saltern.returner.JobNotes;
import dev.saltern.returner.Journal;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.returner.WatchList;
import dev.saltern.spool.SpoolException;
import dev.saltern.upstream.MomConfig;
import dev.saltern.upstream.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The relay of a node: what [NodeConfig] says, as its parts. Confined to the thread that starts
/// the node.
final class RelayParts {
  private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(15);

  private static final Duration MOM_RETRY_CAP = Duration.ofSeconds(5);

  private final NodeConfig config;
  private final ChannelContext context;
  private final Journal journal;
  private final JobBook book;
  private final Watcher watcher;
  private final RetryPolicy retry;
  private final LocalMinions minions;

  /// One MoM: the link to it, and what goes up to it.
  record Mom(Upstream link, MomForwarder up) {}

  /// What the node knows of jobs, on its disk.
  record Known(JobBook book, WatchList watches) {}

  RelayParts(
      NodeConfig config, ChannelContext context, Journal journal, Known known, RetryPolicy retry) {
    this.config = config;
    this.context = context;
    this.journal = journal;
    this.book = known.book();
    this.watcher =
        new Watcher(
            known.book(),
            known.watches(),
            new LocalReturns(new JobDirectory(config.master().jobCache()), journal),
            config.watched(),
            retry.clock());
    this.retry = retry;
    this.minions = config.localMinions();
  }

  /// The way down, started.
  JobForwarder jobForwarder() {
    Watches watches = config.returnPolicy().watches() ? watcher : Watches.NONE;
    var forwarder =
        new JobForwarder(
            config.jobForwarder(),
            new Narrowing(config.narrowing(), minions),
            journal,
            new JobForwarder.Memory(book, watches),
            retry);
    forwarder.start(this::wayDown);
    return forwarder;
  }

  /// Who follows how far the jobs are, started.
  JobProgress jobProgress(JobNotes notes) throws SpoolException {
    var settings = config.jobProgress(retry.clock());
    var progress = new JobProgress(settings, minions, book, notes, journal);
    progress.start(this::wayDown);
    return progress;
  }

  private JobForwarder.Way wayDown() {
    MasterConfig master = config.master();
    RequestAddress address = master.access().request();
    Identity identity = master.identity();
    var wake = new Wake();
    var endpoint = new Endpoint(address.host(), address.port());
    var channel = ReqChannel.open(context, endpoint, LinkLimits.DEFAULT, wake);
    var client =
        new PublishClient(
            channel::request,
            new RootKey(master.access().directories().rootKey(identity.user())),
            identity.user(),
            master.publishing().orderMasters(),
            PUBLISH_TIMEOUT);
    return new JobForwarder.Way() {
      @Override
      public PublishAnswer publish(PublishRequest request) {
        return client.publish(request);
      }

      @Override
      public void close() {
        channel.close();
        wake.close();
      }
    };
  }

  /// Each MoM, both ways, started; a MoM that has left the configuration is forgotten.
  List<Mom> moms(JobForwarder down) throws SpoolException, IOException {
    Upward upward = config.master().upper().upward();
    List<String> names = upward.moms().stream().map(MomAddress::entry).toList();
    var readers = new HashSet<>(names.stream().map(MomForwarder::readerName).toList());
    readers.add(JobProgress.READER);
    journal.keepReaders(readers);
    List<Component> parts = new ArrayList<>();
    List<Mom> all = new ArrayList<>();
    if (upward.isTop()) {
      return all;
    }
    var moms = new Moms(config, retry.clock());
    MinionKey key = moms.key();
    var away = new Away(retry.clock());
    var route = new Route(names, book, upward.failover() == Upward.Failover.ORDERED, away::down);
    var policy =
        new MomForwarder.Policy(
            route,
            config.returnPolicy(),
            config.eventPolicy(),
            upward.eventForwardTimeout(),
            config.values().bytes(ConfigKey.MOM_MESSAGE_BYTES));
    // A try is cheap while nobody is signed in: the sign-in has its own, longer waits.
    var often = new RetryPolicy(retry.first(), MOM_RETRY_CAP, retry.random(), retry.clock());
    try {
      for (MomAddress address : upward.moms()) {
        MomConfig settings = moms.config(address);
        var mom = new Upstream(settings, context, moms.signIn(settings, key), retry.clock());
        parts.add(mom);
        away.watch(mom);
        var up = new MomForwarder(mom, journal, policy, watcher, often);
        parts.add(up);
        all.add(new Mom(mom, up));
        up.start();
        mom.start(down::forward);
      }
      return all;
    } catch (SpoolException | IOException | RuntimeException e) {
      parts.reversed().forEach(Closing::quietly);
      throw e;
    }
  }
}
