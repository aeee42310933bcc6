package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.channel.ChannelContext;
import dev.saltern.channel.Endpoint;
import dev.saltern.channel.LinkLimits;
import dev.saltern.channel.ReqChannel;
import dev.saltern.channel.Wake;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.localmaster.MasterConfig;
import dev.saltern.localmaster.PublishAnswer;
import dev.saltern.localmaster.PublishClient;
import dev.saltern.localmaster.PublishRequest;
import dev.saltern.localmaster.RequestAddress;
import dev.saltern.localmaster.RootKey;
import dev.saltern.lookup.cli.ExitCode;
import java.time.Duration;
import java.util.List;

/// Publishes jobs at the master of this machine as the `salt` command does: with the key of the
/// master's user, or with one's own where `publisher_acl` gives one. Confined to one thread.
final class RunClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /// A job that could not be published: how the command ends, and why.
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final ExitCode exitCode;

    RefusedException(ExitCode exitCode, String message) {
      super(message);
      this.exitCode = exitCode;
    }

    ExitCode exitCode() {
      return exitCode;
    }
  }

  /// What is to run, and for whom.
  record Order(RunTarget.Published target, RunJob job, String delimiter) {
    Order forIds(List<MinionId> ids) {
      Data list = Data.of(ids.stream().map(MinionId::text).toList());
      return new Order(new RunTarget.Published(list, "list"), job, delimiter);
    }
  }

  private final MasterConfig master;
  private final ChannelContext context = new ChannelContext();
  private final Wake wake = new Wake();
  private final ReqChannel channel;
  private final PublishClient client;

  /// @param user who publishes, as [#user] names them
  /// @throws RefusedException where the key cannot be read
  RunClient(MasterConfig master, String user) throws RefusedException {
    this.master = master;
    String keyUser = keyUser(user, master.identity().user());
    Check key = master.publishKey(keyUser);
    if (!key.ok()) {
      boolean missing = key.message().startsWith("there is no");
      throw new RefusedException(
          missing ? ExitCode.UNAVAILABLE : ExitCode.REFUSED,
          key.message() + (missing ? "" : "; or: sudo -u " + keyUser + " saltern run .."));
    }
    RequestAddress address = master.access().request();
    this.channel =
        ReqChannel.open(
            context, new Endpoint(address.host(), address.port()), LinkLimits.DEFAULT, wake);
    this.client =
        new PublishClient(
            channel::request,
            new RootKey(master.access().directories().rootKey(keyUser)),
            user,
            master.publishing().orderMasters(),
            PATIENCE);
  }

  /// Who publishes, as Salt tells it: the user, or `sudo_` and who became root.
  static String user(String user, String sudoUser) {
    return user.equals("root") && !sudoUser.isEmpty() ? "sudo_" + sudoUser : user;
  }

  /// Whose key file that user publishes with.
  static String keyUser(String user, String masterUser) {
    return user.equals("root") || user.startsWith("sudo_") ? masterUser : user;
  }

  /// Publishes; what comes back is never empty of a jid.
  ///
  /// @throws RefusedException where nothing was published, or may not have been
  PublishAnswer.Published publish(Order order) throws RefusedException {
    PublishAnswer answer =
        client.publish(
            new PublishRequest(
                order.target().tgt(),
                order.target().type(),
                order.job().fun(),
                order.job().arg(),
                "",
                "",
                master.publishing().timeout(),
                Data.dict("delimiter", order.delimiter())));
    return switch (answer) {
      case PublishAnswer.Published(Jid jid, var minions, var missing) ->
          new PublishAnswer.Published(jid, minions, missing);
      case PublishAnswer.NoMatch _ ->
          throw new RefusedException(
              ExitCode.NOTHING_FOUND,
              "No minions matched the target. No command was sent, no jid was assigned.");
      case PublishAnswer.Refused(String name, String message) ->
          throw new RefusedException(
              name.startsWith("Auth") || name.isEmpty() ? ExitCode.REFUSED : ExitCode.UNAVAILABLE,
              "The master refuses the job: " + (name.isEmpty() ? "" : name + ": ") + message);
      case PublishAnswer.Unreachable(String why) ->
          throw new RefusedException(
              ExitCode.UNAVAILABLE,
              "The salt master could not be contacted. Is master running? ("
                  + why
                  + ") The job may run all the same: saltern jobs --since 1m");
      case PublishAnswer.Garbled(String why) ->
          throw new RefusedException(
              ExitCode.UNAVAILABLE, "The master's answer is not understood: " + why);
    };
  }

  @Override
  public void close() {
    channel.close();
    wake.close();
    context.close();
  }
}
