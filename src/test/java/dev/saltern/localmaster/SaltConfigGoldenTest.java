package dev.saltern.localmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our reading of configuration directories against what Salt's own code makes of them.
class SaltConfigGoldenTest {
  @ParameterizedTest
  @MethodSource("cases")
  void aMastersValuesAreThoseOfSalt(String name) throws Exception {
    MasterConfig config = MasterConfig.read(root().resolve(name));
    Data.Dict salt = expected(name, "master");
    Map<String, Object> ours = master(config);

    ours.forEach(
        (key, value) -> {
          if (salt.get(key).isPresent()) {
            assertThat(number(Data.of(value))).as(key).isEqualTo(number(salt.get(key).get()));
          }
        });
    assertThat(ours).containsKeys(keys(salt));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aSyndicsValuesAreThoseOfSalt(String name) throws Exception {
    MasterConfig config = MasterConfig.read(root().resolve(name));
    Data.Dict salt = expected(name, "syndic");
    Map<String, Object> ours = syndic(config, salt);

    ours.forEach(
        (key, value) -> {
          if (salt.get(key).isPresent()) {
            assertThat(number(Data.of(value))).as(key).isEqualTo(number(salt.get(key).get()));
          }
        });
    assertThat(ours).containsKeys(keys(salt));
  }

  @Test
  void thereAreCases() throws Exception {
    assertThat(cases()).hasSize(9);
  }

  static List<String> cases() throws Exception {
    try (Stream<Path> entries = Files.list(root())) {
      return entries
          .filter(Files::isDirectory)
          .map(p -> p.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static Map<String, Object> master(MasterConfig config) {
    var ours = new TreeMap<String, Object>();
    Bus bus = config.access().bus();
    boolean tcp = bus.pub() instanceof InetSocketAddress;
    ours.put("id", config.identity().masterId());
    ours.put("user", config.identity().user());
    ours.put("cachedir", config.access().directories().cache().toString());
    ours.put("sock_dir", config.access().directories().sockets().toString());
    ours.put("pki_dir", config.access().directories().masterPki().toString());
    String host = config.access().request().host();
    ours.put("interface", host.equals("127.0.0.1") ? "0.0.0.0" : host);
    ours.put("ret_port", config.access().request().port());
    ours.put("ipc_mode", tcp ? "tcp" : "ipc");
    ours.put("tcp_master_pub_port", tcp ? port(bus.pub()) : 4512);
    ours.put("tcp_master_pull_port", tcp ? port(bus.pull()) : 4513);
    ours.put("max_event_size", bus.eventBytesMax());
    ours.put("hash_type", config.jobCache().hashType().word());
    ours.put("keep_jobs_seconds", config.jobCache().keep().toSeconds());
    ours.put("keep_jobs", entry(config, "keep_jobs"));
    ours.put("job_cache", config.jobCache().storesReturns());
    ours.put("master_job_cache", config.jobCache().returner());
    ours.put("ext_job_cache", config.jobCache().external());
    ours.put("order_masters", config.publishing().orderMasters());
    ours.put("gather_job_timeout", config.publishing().gatherJobTimeout().toSeconds());
    ours.put("transport", config.publishing().transport());
    ours.put("event_return_whitelist", config.eventFilter().whitelist());
    ours.put("event_return_blacklist", config.eventFilter().blacklist());
    return ours;
  }

  private static Map<String, Object> syndic(MasterConfig config, Data.Dict salt) {
    var ours = new TreeMap<String, Object>();
    Upward upward = config.upper().upward();
    Trust trust = config.upper().trust();
    Patience patience = config.upper().patience();
    List<String> entries = upward.moms().stream().map(MomAddress::entry).toList();
    boolean list = salt.list("master").isPresent();
    ours.put("id", config.identity().syndicId());
    ours.put("pki_dir", config.access().directories().minionPki().toString());
    ours.put("master", list ? entries : entries.isEmpty() ? "masterofmasters" : entries.getFirst());
    ours.put(
        "master_port",
        upward.isTop() ? entry(config, "syndic_master_port") : upward.moms().getFirst().port());
    ours.put("publish_port", upward.publishPort());
    ours.put("zmq_filtering", upward.zmqFiltering());
    ours.put("syndic_failover", upward.failover().name().toLowerCase(Locale.ROOT));
    ours.put("syndic_mode", upward.mode().name().toLowerCase(Locale.ROOT));
    ours.put("master_id", upward.masterId());
    ours.put("syndic_event_forward_timeout", seconds(upward.eventForwardTimeout()));
    ours.put("acceptance_wait_time", seconds(patience.acceptance()));
    ours.put("acceptance_wait_time_max", seconds(patience.acceptanceMax()));
    ours.put("return_retry_timer", seconds(patience.request()));
    ours.put("return_retry_timer_max", seconds(patience.requestMax()));
    ours.put("return_retry_tries", patience.requestTries());
    ours.put("timeout", seconds(config.publishing().timeout()));
    ours.put("enable_legacy_startup_events", config.publishing().legacyStartupEvents());
    ours.put("sign_pub_messages", trust.checkPublications());
    ours.put("signing_algorithm", trust.signing().wireName());
    ours.put("encryption_algorithm", trust.encryption().wireName());
    ours.put("transport", config.publishing().upperTransport());
    String host = config.access().request().host();
    ours.put("interface", host.equals("127.0.0.1") ? "0.0.0.0" : host);
    return ours;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /// Whole numbers and fractions compare by value, as in Python.
  private static Data number(Data value) {
    return value instanceof Data.Int(long l) ? new Data.Real(l) : value;
  }

  private static long entry(MasterConfig config, String key) {
    return config.entries().stream()
        .filter(e -> e.key().equals(key))
        .map(e -> Long.valueOf(e.value()))
        .findFirst()
        .orElseThrow();
  }

  private static int port(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> inet.getPort();
      case UnixDomainSocketAddress _ -> 0;
      default -> throw new AssertionError(address);
    };
  }

  private static String[] keys(Data.Dict dict) {
    return dict.entries().keySet().stream()
        .map(k -> k.asText().orElseThrow())
        .toArray(String[]::new);
  }

  private static Data.Dict expected(String name, String role) throws Exception {
    String json = Files.readString(root().resolve(name).resolve("expected.json"));
    return ((Data.Dict) JsonText.read(json)).dict(role).orElseThrow();
  }

  private static Path root() throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(SaltConfigGoldenTest.class.getResource("/golden/salt-config"))
            .toURI());
  }
}
