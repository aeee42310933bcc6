package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.channel.ChannelContext;
import dev.saltern.channel.Endpoint;
import dev.saltern.channel.LinkLimits;
import dev.saltern.channel.MinionKey;
import dev.saltern.channel.NoReplyException;
import dev.saltern.channel.Received;
import dev.saltern.channel.ReqChannel;
import dev.saltern.channel.Session;
import dev.saltern.channel.SignInAnswer;
import dev.saltern.channel.SubChannel;
import dev.saltern.channel.Wake;
import dev.saltern.jobcache.mysql.MySqlJobCache;
import dev.saltern.jobcache.mysql.Origin;
import dev.saltern.localmaster.MomAddress;
import dev.saltern.upstream.MomConfig;
import dev.saltern.upstream.Words;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Looks at what is outside: writes to the job cache and takes it back; signs in at each MoM and
/// subscribes to it, and says what it speaks, or what to do. Leaves no trace but a pending key at a
/// MoM that has none of ours.
final class Probe {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final NodeConfig config;

  Probe(NodeConfig config) {
    this.config = config;
  }

  /// The job cache and, but for a shadow, which signs in nowhere, each MoM.
  List<Check> checks(Node.Mode mode) {
    List<Check> checks = new ArrayList<>();
    var identity = config.master().identity();
    var origin = new Origin(identity.syndicId().text(), identity.masterId());
    try (var jobCache = new MySqlJobCache(config.mysql(), origin)) {
      checks.add(jobCache.checkWriting());
    }
    if (mode == Node.Mode.RELAY) {
      checks.addAll(moms());
    }
    return checks;
  }

  /// One a MoM.
  List<Check> moms() {
    List<Check> checks = new ArrayList<>();
    List<MomAddress> addresses = config.master().upper().upward().moms();
    if (addresses.isEmpty()) {
      checks.add(Check.ok("MoM", "no syndic_master: the node is returner only"));
      return checks;
    }
    Path key = config.master().access().directories().minionKey();
    if (!Files.exists(key)) {
      checks.add(
          Check.ok(
              "MoM",
              "not tried: there is no %s yet, the first start makes it; then accept it at the MoM: salt-key -a %s"
                  .formatted(key, config.master().identity().syndicId().text())));
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
        SignInAnswer answer = moms.trial(mom, key).signIn(channel, TIMEOUT);
        String said = Words.of(answer, mom.signIn().id());
        return answer instanceof SignInAnswer.Accepted(Session session, boolean first)
            ? subscribed(name, said + (first ? firstContact(session) : ""), mom, session, context)
            : Check.failed(name, said);
      }
    } catch (IOException e) {
      // What the file system throws has nothing but the file's name for a message.
      return Check.failed(
          name, e instanceof FileSystemException ? e.toString() : String.valueOf(e.getMessage()));
    } catch (NoReplyException e) {
      return Check.failed(
          name,
          e.reason() + ": see that salt-master runs there and its ret_port is open from here");
    }
  }

  private static String firstContact(Session session) {
    return ", not met before: the node will remember its key "
        + session.masterKey().fingerprint()
        + " (syndic_finger demands one)";
  }

  private static Check subscribed(
      String name, String said, MomConfig mom, Session session, ChannelContext context) {
    Endpoint endpoint = mom.publish(session.publishPort());
    String other =
        endpoint.port() == session.publishPort()
            ? ""
            : "; it says it publishes on %d: set publish_port in the minion file"
                .formatted(session.publishPort());
    try (var wake = new Wake();
        var channel =
            SubChannel.open(context, endpoint, List.of("none"), LinkLimits.DEFAULT, wake)) {
      return channel.receive(TIMEOUT) == Received.Notice.UP
          ? Check.ok(name, said + ", publishes on port " + endpoint.port())
          : Check.failed(
              name,
              said
                  + ", but its publish port "
                  + endpoint.port()
                  + " does not answer from here"
                  + other);
    } catch (NoReplyException e) {
      return Check.failed(name, said + ", but " + e.reason());
    }
  }
}
