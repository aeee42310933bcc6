package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.lookup.cli.ExitCode;
import dev.saltern.spool.SpoolException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `saltern node`: the relay and the returner beside a salt-master, until SIGTERM.
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description = "Run beside a syndic-level salt-master, in salt-syndic's place, until SIGTERM.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:ended by a signal",
      "69:the spool cannot be used",
      "78:the configuration is wrong"
    },
    footer = {"%nExample:", "  saltern node --config-dir /etc/salt"})
final class NodeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(NodeCommand.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(60);

  @Mixin private final ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws ConfigException, InterruptedException, SpoolException, IOException {
    NodeConfig node = config.read();
    requireSettings(node);
    Thread.setDefaultUncaughtExceptionHandler(NodeCommand::broken);
    var ending = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(ending, ended), "saltern-end"));
    try (Node running = Node.start(node, Clock.systemUTC())) {
      log.atInfo()
          .addKeyValue("node", node.master().identity().syndicId())
          .log("saltern {} runs", Version.text());
      while (!ending.await(LOOK_EVERY.toSeconds(), TimeUnit.SECONDS)) {
        List<String> trouble =
            running.checks().stream()
                .filter(c -> !c.ok())
                .map(c -> c.name() + ": " + c.message())
                .toList();
        if (!trouble.isEmpty()) {
          log.atWarn().log("not as it should be: {}", trouble);
        }
      }
      log.atInfo().log("ending: what arrived goes to disk, the rest follows after the next start");
    } finally {
      ended.countDown();
    }
    return 0;
  }

  /// What would lose returns is said loudly, and what we cannot speak is refused.
  private static void requireSettings(NodeConfig node) throws ConfigException {
    var publishing = node.master().publishing();
    if (!publishing.transport().equals("zeromq") || !publishing.upperTransport().equals("zeromq")) {
      throw new ConfigException(
          List.of(
              "transport: expected zeromq, found %s: saltern speaks no other yet"
                  .formatted(
                      publishing.transport().equals("zeromq")
                          ? publishing.upperTransport()
                          : publishing.transport())));
    }
    for (Check check : node.master().settings(Duration.ofHours(24))) {
      if (!check.ok()) {
        log.atError().log("{}: {}", check.name(), check.message());
      }
    }
  }

  /// A role that fails on a mistake of ours must not leave a node that looks alive and does half
  /// its work: systemd starts it again, and the spool has what was taken.
  private static void broken(Thread role, Throwable mistake) {
    log.atError().setCause(mistake).log("the role {} failed; the node ends", role.getName());
    Runtime.getRuntime().halt(ExitCode.INTERNAL.number());
  }

  private static void end(CountDownLatch ending, CountDownLatch ended) {
    ending.countDown();
    try {
      if (!ended.await(30, TimeUnit.SECONDS)) {
        log.atError().log("did not end within 30 s");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
