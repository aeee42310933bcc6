package dev.saltern.app;

import dev.saltern.job.Glob;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.jobcache.mysql.MySqlTls;
import dev.saltern.jobcache.mysql.RetainRules;
import dev.saltern.jobcache.mysql.StatesKept;
import dev.saltern.localmaster.AcceptedMinions;
import dev.saltern.localmaster.EventFilter;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.localmaster.LocalJobCache;
import dev.saltern.localmaster.MasterConfig;
import dev.saltern.localmaster.MasterConfigException;
import dev.saltern.localmaster.MysqlSettings;
import dev.saltern.localmaster.Upward;
import dev.saltern.relay.Digest;
import dev.saltern.relay.EventPolicy;
import dev.saltern.relay.GapFiller;
import dev.saltern.relay.JobForwarder;
import dev.saltern.relay.JobProgress;
import dev.saltern.relay.LocalMinions;
import dev.saltern.relay.Narrowing;
import dev.saltern.relay.ReturnPolicy;
import dev.saltern.relay.Watcher;
import dev.saltern.returner.DrainConfig;
import dev.saltern.returner.JournalConfig;
import dev.saltern.returner.Redaction;
import dev.saltern.returner.StoreFilter;
import dev.saltern.returner.StoreRules;
import dev.saltern.spool.SpoolConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `saltern`'s own file and Salt's files say together, as the rooms take it. A value of our
/// own file wins over Salt's. Immutable; `toString` has no secret.
///
/// @param values our own file and the environment
/// @param master Salt's files in the same folder
public record NodeConfig(ConfigValues values, MasterConfig master) {
  /// Where Salt and we have our files, unless told.
  private static final Path FOLDER = Path.of("/etc/salt");

  /// Longer than anybody waits.
  private static final Duration NEVER_GOES_UP = Duration.ofDays(36_500);

  /// The folder to read where no option names one: `SALTERN_CONFIG_DIR`, else `/etc/salt`.
  static Path folder(Map<String, String> environment) {
    String named = environment.getOrDefault("SALTERN_CONFIG_DIR", "");
    return named.isEmpty() ? FOLDER : Path.of(named);
  }

  /// Reads both.
  ///
  /// @throws ConfigException with every problem of both
  public static NodeConfig read(Path folder, Map<String, String> environment)
      throws ConfigException {
    var problems = new ArrayList<String>();
    Optional<ConfigValues> values = Optional.empty();
    Optional<MasterConfig> master = Optional.empty();
    try {
      values = Optional.of(ConfigFile.read(folder, environment));
    } catch (ConfigException e) {
      problems.addAll(e.problems());
    }
    try {
      master = Optional.of(MasterConfig.read(folder));
    } catch (MasterConfigException e) {
      e.problems().forEach(problem -> problems.add(problem.toString()));
    }
    if (values.isEmpty() || master.isEmpty()) {
      throw new ConfigException(problems);
    }
    return checked(new NodeConfig(values.get(), master.get()));
  }

  /// What the rooms themselves refuse is a problem of the configuration too.
  private static NodeConfig checked(NodeConfig config) throws ConfigException {
    var problems = new ArrayList<String>();
    List<Runnable> parts =
        List.of(
            config::mysql,
            config::spool,
            config::journal,
            config::drain,
            config::minProtocol,
            config::retain);
    for (Runnable part : parts) {
      try {
        part.run();
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config;
  }

  /// The job cache: each value from our file, else from `mysql.*` of the master's.
  public MySqlConfig mysql() {
    MysqlSettings salt = master.mysql();
    var server =
        new MySqlConfig.Server(
            values.text(ConfigKey.MYSQL_HOST).orElse(salt.host()),
            values.integer(ConfigKey.MYSQL_PORT).orElse(salt.port()));
    var credentials =
        new MySqlConfig.Credentials(
            values.text(ConfigKey.MYSQL_USER).orElse(salt.user()),
            values.text(ConfigKey.MYSQL_PASS).orElse(salt.pass()));
    return new MySqlConfig(
        server,
        values.text(ConfigKey.MYSQL_DB).orElse(salt.db()),
        credentials,
        Optional.of(tls(salt.tls(), server)),
        MySqlConfig.Limits.DEFAULT.withConnectionsMax(connections() + 2));
  }

  private MySqlTls tls(MysqlSettings.Tls salt, MySqlConfig.Server server) {
    String ca = values.text(ConfigKey.MYSQL_SSL_CA).orElse(salt.ca());
    String certificate = values.text(ConfigKey.MYSQL_SSL_CERT).orElse(salt.cert());
    String key = values.text(ConfigKey.MYSQL_SSL_KEY).orElse(salt.key());
    Optional<MySqlTls.ClientKey> client =
        certificate.isEmpty()
            ? Optional.empty()
            : Optional.of(new MySqlTls.ClientKey(Path.of(certificate), Path.of(key)));
    Optional<Path> authorities = ca.isEmpty() ? Optional.empty() : Optional.of(Path.of(ca));
    return values
        .text(ConfigKey.MYSQL_TLS)
        .map(mode -> new MySqlTls(MySqlTls.Mode.of(mode), authorities, client))
        .orElseGet(() -> MySqlTls.standard(server.isLoopback(), authorities, client));
  }

  private int connections() {
    return values.integer(ConfigKey.MYSQL_CONNECTIONS).orElse(DrainConfig.DEFAULT.connections());
  }

  /// The durable queue.
  public SpoolConfig spool() {
    return new SpoolConfig(
        Path.of(values.text(ConfigKey.SPOOL_PATH).orElseThrow()),
        values.bytes(ConfigKey.SPOOL_BYTES_MAX),
        values.duration(ConfigKey.SPOOL_AGE_MAX));
  }

  /// The durable queue of a node in that mode: a shadow has one of its own beside it.
  SpoolConfig spool(Node.Mode mode) {
    SpoolConfig spool = spool();
    return switch (mode) {
      case RELAY -> spool;
      case SHADOW ->
          new SpoolConfig(
              spool.path().resolveSibling("shadow-" + spool.path().getFileName()),
              spool.bytesMax(),
              spool.ageMax());
    };
  }

  /// What waits for the disk.
  JournalConfig journal() {
    JournalConfig d = JournalConfig.DEFAULT;
    return new JournalConfig(
        d.recordsMax(),
        values.bytes(ConfigKey.SPOOL_QUEUE_BYTES),
        d.batchMax(),
        d.batchBytesMax(),
        d.closePatience());
  }

  /// How MySQL is written to.
  DrainConfig drain() {
    DrainConfig d = DrainConfig.DEFAULT;
    int rows = values.integer(ConfigKey.MYSQL_BATCH_ROWS).orElse(d.batchMax());
    return new DrainConfig(
        connections(), Math.min(d.batchFirst(), rows), rows, d.batchBytesMax(), d.lettersMax());
  }

  /// How long what is kept in MySQL.
  RetainRules retain() {
    return RetainConfig.of(values);
  }

  /// What of the arrivals is stored in MySQL, and how.
  StoreFilter storeFilter() {
    EventFilter stock = master.eventFilter();
    List<String> only = values.list(ConfigKey.STORE_EVENTS_ONLY);
    var never = new ArrayList<>(values.list(ConfigKey.STORE_EVENTS_NEVER));
    never.addAll(stock.blacklist());
    return new StoreRules(
        globs(values.list(ConfigKey.STORE_NEVER)),
        new StoreRules.Events(globs(only.isEmpty() ? stock.whitelist() : only), globs(never)),
        new Redaction(
            globs(values.list(ConfigKey.REDACT_KEYS)),
            globs(values.list(ConfigKey.REDACT_FUNCTIONS))));
  }

  /// Which states of state runs are rows.
  StatesKept statesKept() {
    return StatesKept.named(values.text(ConfigKey.STORE_STATES).orElseThrow());
  }

  private static List<Glob> globs(List<String> texts) {
    return texts.stream().map(Glob::new).toList();
  }

  /// How jobs go down.
  JobForwarder.Settings jobForwarder() {
    return new JobForwarder.Settings(
        master.upper().upward().masterId(),
        values.bool(ConfigKey.RELAY_PASS_OPTIONS),
        values.duration(ConfigKey.RELAY_PUBLISH_PATIENCE),
        master.publishing().timeout());
  }

  /// How far down jobs go.
  Narrowing.Settings narrowing() {
    return new Narrowing.Settings(
        values.bool(ConfigKey.RELAY_NARROW), master.publishing().orderMasters());
  }

  /// How jobs are followed.
  JobProgress.Settings jobProgress(InstantSource clock) {
    var bounds =
        new JobProgress.Bounds(
            values.integer(ConfigKey.COMPLETION_JOBS_MAX).orElseThrow(),
            values.integer(ConfigKey.COMPLETION_IDS_MAX).orElseThrow(),
            values.integer(ConfigKey.COMPLETION_ASKS_PER_MINUTE).orElseThrow());
    return new JobProgress.Settings(
        master.identity().syndicId().text(),
        master.publishing().timeout(),
        master.publishing().gatherJobTimeout(),
        values.bool(ConfigKey.COMPLETION_ASK),
        master.publishing().orderMasters(),
        bounds,
        digest(),
        clock);
  }

  /// Which jobs a MoM gets counts of instead of returns.
  private Digest.Settings digest() {
    Watcher.Settings watched = watched();
    return switch (returnMode()) {
      case ALL -> Digest.Settings.OFF;
      case NEVER -> digest(0, NEVER_GOES_UP);
      case WATCHED -> digest(watched.minionsMax(), watched.timeoutMax());
    };
  }

  private Digest.Settings digest(int minionsMax, Duration timeoutMax) {
    return new Digest.Settings(
        values.duration(ConfigKey.FORWARD_DIGEST),
        values.list(ConfigKey.FORWARD_FUNCTIONS),
        minionsMax,
        timeoutMax);
  }

  /// What the master's files say of its minions.
  LocalMinions localMinions() {
    return LocalMinions.of(
        new AcceptedMinions(master.access().directories().acceptedKeys(), Clock.systemUTC()),
        new JobDirectory(master.jobCache()));
  }

  /// Where what the bus did not show is read from.
  GapFiller.Settings gaps() {
    LocalJobCache cache = master.jobCache();
    return new GapFiller.Settings(
        cache.isLocalCache() ? Optional.of(new JobDirectory(cache)) : Optional.empty(),
        !master.upper().upward().isTop(),
        values.duration(ConfigKey.GAP_FIRST));
  }

  /// Which returns go up.
  ReturnPolicy returnPolicy() {
    return new ReturnPolicy(returnMode(), values.list(ConfigKey.FORWARD_FUNCTIONS));
  }

  private ReturnPolicy.Mode returnMode() {
    return ReturnPolicy.Mode.named(values.text(ConfigKey.FORWARD_RETURNS).orElseThrow());
  }

  /// Which events go up.
  EventPolicy eventPolicy() {
    return new EventPolicy(
        master.upper().upward().mode() == Upward.Mode.CLUSTER,
        values.list(ConfigKey.FORWARD_EVENTS_ALLOW),
        values.list(ConfigKey.FORWARD_EVENTS_DENY));
  }

  /// How somebody who waits at a MoM is found out.
  Watcher.Settings watched() {
    return new Watcher.Settings(
        values.integer(ConfigKey.WATCHED_MINIONS_MAX).orElseThrow(),
        values.duration(ConfigKey.WATCHED_TIMEOUT_MAX),
        values.duration(ConfigKey.WATCHED_RELEASE));
  }

  /// The oldest request version we speak with a MoM.
  int minProtocol() {
    int version = values.integer(ConfigKey.MOM_MIN_PROTOCOL).orElse(2);
    if (version != 2 && version != 3) {
      throw new IllegalArgumentException("mom.min_protocol: expected 2 or 3, found " + version);
    }
    return version;
  }

  @Override
  public String toString() {
    return "NodeConfig[" + values + "]";
  }
}
