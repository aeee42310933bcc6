package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.jobcache.mysql.MySqlJobLookup;
import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.rest.RestApi;
import dev.saltern.lookup.web.WebPages;
import io.helidon.webserver.http.HttpFeature;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `saltern web` > [HttpServer] > [RestApi] | [WebPages]: the job cache over HTTP, until SIGTERM.
/// MySQL that is away ends nothing.
@Command(
    name = "web",
    mixinStandardHelpOptions = true,
    description = {
      "Serve the job cache over HTTP, read only, until SIGTERM.",
      "On 127.0.0.1:4580 unless 'web.*' of the configuration says otherwise."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:ended by a signal",
      "69:it cannot listen there",
      "70:an error of ours",
      "78:the configuration is wrong, or would let in everybody from beyond this machine"
    },
    footer = {
      "%nExamples:",
      "  saltern web",
      "  SALTERN_WEB_BIND=0.0.0.0 SALTERN_WEB_TOKEN_FILE=/etc/salt/saltern.web_token saltern web"
    })
final class WebCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(WebCommand.class);

  /// How long a question waits for a connection to MySQL.
  private static final Duration GATE_PATIENCE = Duration.ofSeconds(2);

  @Mixin private final ConfigOption config = new ConfigOption();

  private final CountDownLatch ending = new CountDownLatch(1);

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    NodeConfig settings = config.read();
    for (String signal : List.of("TERM", "INT", "HUP")) {
      Signals.on(signal, ending::countDown);
    }
    Systemd systemd = Systemd.of(System.getenv());
    try (Web web = Web.start(settings)) {
      log.atInfo().log("saltern {} serves {}", Version.text(), web.url());
      systemd.ready("serves " + web.url());
      ending.await();
      systemd.stopping();
      log.atInfo().log("ending");
    }
    log.atInfo().log("ended");
    return 0;
  }

  /// What answers, in the order in which it is asked.
  static List<HttpFeature> features(
      WebConfig settings, RequestMetrics requests, MySqlJobLookup jobCache) {
    Clock clock = Clock.systemUTC();
    var gate = new JobCacheGate(settings.questionsMax(), GATE_PATIENCE, clock);
    var lookup = new Lookup(jobCache);
    var status =
        new StatusEndpoints(
            new Metrics(List.of(requests, new PoolMetrics(jobCache))),
            new HealthWatch(
                new HealthWatch.Looks(
                    Optional::empty,
                    () -> List.of(Check.ok("http", "answers")),
                    () -> List.of(jobCache.check())),
                clock));
    return List.of(
        status,
        new RestApi(lookup, gate, clock, settings.tailsMax()),
        new WebPages(lookup, gate, clock));
  }
}
