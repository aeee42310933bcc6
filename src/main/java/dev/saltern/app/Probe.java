package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.channel.ChannelContext;
import dev.saltern.channel.LinkLimits;
import dev.saltern.channel.MinionKey;
import dev.saltern.channel.NoReplyException;
import dev.saltern.channel.ReqChannel;
import dev.saltern.channel.Session;
import dev.saltern.channel.SignInAnswer;
import dev.saltern.channel.Wake;
import dev.saltern.jobcache.mysql.MySqlJobCache;
import dev.saltern.jobcache.mysql.Origin;
import dev.saltern.localmaster.MomAddress;
import dev.saltern.upstream.MomConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Looks at what is outside: connects to the job cache and signs in at each MoM.
final class Probe {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final NodeConfig config;

  Probe(NodeConfig config) {
    this.config = config;
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    var identity = config.master().identity();
    var origin = new Origin(identity.syndicId().text(), identity.masterId());
    try (var jobCache = new MySqlJobCache(config.mysql(), origin)) {
      checks.add(jobCache.check());
    }
    List<MomAddress> addresses = config.master().upper().upward().moms();
    if (addresses.isEmpty()) {
      checks.add(Check.ok("MoM", "no syndic_master: the node is returner only"));
      return checks;
    }
    Path key = config.master().access().directories().minionKey();
    if (!Files.exists(key)) {
      checks.add(
          Check.failed(
              "MoM", key + " is missing: the node makes it when it starts, then accept it"));
      return checks;
    }
    try (var context = new ChannelContext();
        var wake = new Wake()) {
      for (MomAddress address : addresses) {
        checks.add(mom(address, context, wake));
      }
    }
    return checks;
  }

  private Check mom(MomAddress address, ChannelContext context, Wake wake) {
    String name = "MoM " + address.entry();
    try {
      var moms = new Moms(config, Clock.systemUTC());
      MomConfig mom = moms.config(address);
      MinionKey key = moms.key();
      try (var channel = ReqChannel.open(context, mom.request(), LinkLimits.DEFAULT, wake)) {
        SignInAnswer answer = moms.signIn(mom, key).signIn(channel, TIMEOUT);
        return answer instanceof SignInAnswer.Accepted(Session session, _)
            ? Check.ok(
                name,
                "signed in, " + session.speaks() + ", publishes on port " + session.publishPort())
            : Check.failed(name, String.valueOf(answer));
      }
    } catch (IOException e) {
      return Check.failed(name, String.valueOf(e.getMessage()));
    } catch (NoReplyException e) {
      return Check.failed(name, mom(address) + ": " + e.getMessage());
    }
  }

  private static String mom(MomAddress address) {
    return address.host() + ":" + address.port();
  }
}
