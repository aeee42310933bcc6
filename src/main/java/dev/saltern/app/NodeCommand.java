package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.lookup.cli.ExitCode;
import dev.saltern.spool.SpoolException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `saltern node`: the relay and the returner beside a salt-master, until SIGTERM.
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description = {
      "Run beside a syndic-level salt-master, in salt-syndic's place, until SIGTERM.",
      "SIGUSR1 writes a dump of threads and queues beside the spool."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:ended by a signal",
      "69:the spool cannot be used",
      "70:an error of ours, or it did not end in time",
      "78:the configuration is wrong"
    },
    footer = {"%nExamples:", "  saltern node --config-dir /etc/salt", "  saltern node --shadow"})
final class NodeCommand implements Callable<Integer> {
  /// Within which it ends, or is ended; the unit's `TimeoutStopSec` is longer.
  static final Duration END_WITHIN = Duration.ofSeconds(28);

  private static final Logger log = LoggerFactory.getLogger(NodeCommand.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
  private static final int LOOKS_A_COMPLAINT = 6;

  /// The longest outage of a node that its master's job cache is to outlast.
  private static final Duration KEEP_JOBS_AT_LEAST = Duration.ofHours(24);

  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(
      names = "--shadow",
      description = {
        "A rehearsal beside salt-syndic: keep everything in MySQL, but sign in at no MoM,"
            + " publish nothing, fire nothing."
      })
  private boolean shadow;

  private final CountDownLatch ending = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<Optional<Node>> node = new AtomicReference<>(Optional.empty());

  @Override
  public Integer call() throws ConfigException, InterruptedException, SpoolException, IOException {
    NodeConfig settings = config.read();
    requireSettings(settings);
    Optional<HttpSettings> http = NodeHttp.settings(settings.values());
    Thread.setDefaultUncaughtExceptionHandler(NodeCommand::broken);
    for (String signal : List.of("TERM", "INT", "HUP")) {
      Signals.on(signal, ending::countDown);
    }
    Signals.on("USR1", this::dump);
    Systemd systemd = Systemd.of(System.getenv());
    Node.Mode mode = shadow ? Node.Mode.SHADOW : Node.Mode.RELAY;
    try (Node running = Node.start(settings, mode, Clock.systemUTC());
        var watchdog = new Watchdog(running::dead, systemd::alive);
        NodeHttp told = NodeHttp.open(http, running.metrics(), health(running, settings))) {
      node.set(Optional.of(running));
      log.atInfo()
          .addKeyValue("node", settings.master().identity().syndicId())
          .log("saltern {} runs{}", Version.text(), shadow ? " in shadow" : "");
      systemd.ready(running.status());
      systemd.watchdogEvery().ifPresent(watchdog::start);
      watch(running, told, systemd);
      farewell(running);
      node.set(Optional.empty());
      systemd.stopping();
      Thread.ofPlatform().daemon().name("saltern-end").start(this::endInTime);
    } finally {
      ended.countDown();
    }
    log.atInfo().log("ended");
    return 0;
  }

  private static void farewell(Node running) {
    Optional<String> displaced = running.displacedSpool();
    if (displaced.isPresent()) {
      log.atError()
          .log(
              "ending: {}, so what is not in MySQL yet is lost; the next start reads it from the"
                  + " master's job cache directory",
              displaced.get());
    } else {
      log.atInfo().log("ending: what arrived goes to disk, the rest follows after the next start");
    }
  }

  /// What `/health` and its kin look at. What Salt's files say is read at the start, as by the rest
  /// of the node.
  private static HealthWatch health(Node running, NodeConfig settings) {
    List<Check> site = settings.master().settings(KEEP_JOBS_AT_LEAST);
    return new HealthWatch(
        new HealthWatch.Looks(
            running::trouble,
            running::ready,
            () -> Stream.concat(running.checks().stream(), site.stream()).toList()),
        Clock.systemUTC());
  }

  /// Until it is told to end.
  private void watch(Node running, NodeHttp told, Systemd systemd) throws InterruptedException {
    for (int look = 1; !ending.await(LOOK_EVERY.toSeconds(), TimeUnit.SECONDS); look++) {
      systemd.status(running.status());
      List<String> trouble =
          Stream.concat(running.checks().stream(), Stream.of(told.check()))
              .filter(c -> !c.ok())
              .map(c -> c.name() + ": " + c.message())
              .toList();
      if (!trouble.isEmpty() && look % LOOKS_A_COMPLAINT == 0) {
        log.atWarn().log("not as it should be: {}", trouble);
      }
    }
  }

  private void dump() {
    node.get()
        .ifPresentOrElse(
            running -> {
              try {
                log.atInfo().log(
                    "dump: {}", Dump.write(running, running.folder(), Clock.systemUTC().instant()));
              } catch (IOException | RuntimeException e) {
                log.atError().setCause(e).log("the dump cannot be written");
              }
            },
            () -> log.atWarn().log("no dump: the node does not run yet, or no more"));
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
    for (Check check : node.master().settings(KEEP_JOBS_AT_LEAST)) {
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

  /// A part that does not end must not keep the process for ever; what arrived is on disk by now.
  private void endInTime() {
    try {
      if (!ended.await(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        log.atError().log("did not end within {} s", END_WITHIN.toSeconds());
        Runtime.getRuntime().halt(ExitCode.INTERNAL.number());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
