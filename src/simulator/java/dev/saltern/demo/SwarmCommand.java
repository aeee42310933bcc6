package dev.saltern.demo;

import dev.saltern.simulator.Behaviour;
import dev.saltern.simulator.Behaviours;
import dev.saltern.simulator.Swarm;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `saltern swarm`: many simulated minions below a real master on this machine, for measuring.
@Command(
    name = "swarm",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Attach many simulated minions to a real salt-master on this machine.",
    footer = {
      "%nExample:",
      "  saltern swarm --host 127.0.0.1 --minions 1000 --prefix w --key /root/swarm.pem"
    })
final class SwarmCommand implements Callable<Integer> {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Its address, on loopback.")
  private String host = "";

  @Option(names = "--port", defaultValue = "4506", description = "Its ret_port.")
  private int retPort;

  @Option(names = "--publish-port", defaultValue = "4505", description = "Its publish_port.")
  private int publishPort;

  @Option(names = "--zmq-filtering", description = "It has zmq_filtering on.")
  private boolean zmqFiltering;

  @Option(names = "--minions", defaultValue = "200", description = "How many.")
  private int minions;

  @Option(names = "--prefix", defaultValue = "swarm", description = "What their ids begin with.")
  private String prefix = "";

  @Option(
      names = "--key",
      required = true,
      description = "The file of the key they share; made where there is none.")
  private Path key = Path.of("");

  @Option(
      names = "--bytes",
      defaultValue = "300",
      description = "How long the text is that cmd.run returns.")
  private int bytes;

  @Option(
      names = "--work",
      defaultValue = "0",
      description = "How long cmd.run takes, in milliseconds; saltutil.find_job finds it then.")
  private long workMillis;

  @Option(
      names = "--within",
      defaultValue = "0",
      description = "Up to how much longer it takes, at random, in milliseconds.")
  private long withinMillis;

  @Option(names = "--rate", defaultValue = "0", description = "The most returns a second; 0: any.")
  private int rate;

  @Option(
      names = "--count",
      defaultValue = "0",
      description = "End after so many returns; 0: never.")
  private long count;

  @Option(names = "--connections", defaultValue = "4", description = "Connections for requests.")
  private int connections;

  @Option(names = "--in-flight", defaultValue = "25", description = "Requests at once on each.")
  private int inFlight;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = java.util.Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    if (!InetAddress.getByName(host).isLoopbackAddress()) {
      throw new ParameterException(
          command.commandLine(), "--host: only masters on this machine; found " + host);
    }
    Behaviour work =
        Behaviour.text(bytes)
            .within(Duration.ofMillis(withinMillis))
            .late(Duration.ofMillis(workMillis));
    var ended = new CountDownLatch(1);
    var told = new CountDownLatch(1);
    try (var swarm =
        new Swarm(
            new Swarm.At(host, retPort, publishPort, zmqFiltering),
            Swarm.ids(prefix, minions),
            Behaviours.standard().with("cmd.run", work),
            new Swarm.Pace(connections, inFlight, rate, count),
            Swarm.key(key))) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(ended, told), "swarm-end"));
      swarm.start();
      out.println("ready: " + minions + " minions at " + host);
      out.flush();
      while (!ended.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        if (count > 0 && swarm.counts().returns() >= count) {
          break;
        }
      }
      Swarm.Counts counts = swarm.counts();
      out.printf(
          "publications=%d published_bytes=%d returns=%d sent_bytes=%d%n",
          counts.publications(), counts.publishedBytes(), counts.returns(), counts.sentBytes());
      out.flush();
    } finally {
      told.countDown();
    }
    return 0;
  }

  /// The process ends with its last hook: this one waits until the counts are out.
  private static void end(CountDownLatch ended, CountDownLatch told) {
    ended.countDown();
    try {
      if (!told.await(10, TimeUnit.SECONDS)) {
        System.err.println("the counts did not come in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
