package dev.saltern.localmaster;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.OaepAlgorithm;
import dev.saltern.wire.SignatureAlgorithm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Builds one [MasterConfig]. `master` and `minion` read one daemon's settings, `syndic` the
/// minion's over the master's: the keys for which the minion has no default of its own. Confined to
/// one call.
final class MasterConfigReader {
  /// Salt's own default of `syndic_master`, which nobody means.
  private static final String NOBODY = "masterofmasters";

  private static final Path SALTS = Path.of("/etc/salt");

  private final Path configDir;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Entry> entries = new TreeMap<>();
  private final SettingReader master;
  private final SettingReader minion;
  private final SettingReader syndic;
  private final MysqlReader mysql;

  MasterConfigReader(Path configDir) {
    this.configDir = configDir.toAbsolutePath().normalize();
    // A machine for lookups alone may have no Salt; a folder that somebody names is there.
    if (!Files.isDirectory(configDir) && !configDir.equals(SALTS)) {
      problems.add(
          new Problem(
              configDir.toString(), "", "no such directory; Salt's files are mostly in " + SALTS));
    }
    Map<String, Setting> masterFile =
        SaltFiles.load(this.configDir.resolve("master"), "master.d/*.conf", problems);
    Map<String, Setting> minionFile =
        SaltFiles.load(this.configDir.resolve("minion"), "minion.d/*.conf", problems);
    Map<String, Setting> merged = new HashMap<>(masterFile);
    minionFile.forEach(
        (key, s) -> {
          if (!(s.value() instanceof Data.Nil)) {
            merged.put(key, s);
          }
        });
    master = new SettingReader(masterFile, problems, entries);
    minion = new SettingReader(minionFile, problems, entries);
    syndic = new SettingReader(merged, problems, entries);
    mysql = new MysqlReader(masterFile, problems, entries);
  }

  MasterConfig read() throws MasterConfigException {
    SaltPaths masterPaths = SaltPaths.of(master);
    SaltPaths minionPaths = SaltPaths.of(minion);
    Identity identity = identity(masterPaths, minionPaths);
    Directories directories = directories(masterPaths, minionPaths, identity.syndicId());
    var config =
        new MasterConfig(
            identity,
            new MasterConfig.Access(directories, bus(directories), request()),
            jobCache(directories),
            new MasterConfig.Upper(upward(), trust(), patience()),
            publishing(),
            new EventFilter(
                master.texts("event_return_whitelist"),
                master.texts("event_return_blacklist"),
                master.texts("event_return")),
            mysql.read(),
            List.copyOf(entries.values()));
    if (!problems.isEmpty()) {
      throw new MasterConfigException(problems);
    }
    return config;
  }

  private Identity identity(SaltPaths masterPaths, SaltPaths minionPaths) {
    SaltId masterId = SaltId.of(master, masterPaths.root());
    SaltId syndicId = SaltId.of(minion, minionPaths.root());
    String masterText = masterId.text() + (masterId.made() ? "_master" : "");
    MinionId id = syndicId.asMinionId().orElseGet(() -> badId(syndicId));
    master.note("id (master)", masterText, masterId.origin());
    minion.note("id", id.text(), syndicId.origin());
    return new Identity(masterText, id, user());
  }

  private String user() {
    String user = master.text("user", System.getProperty("user.name", "root"));
    if (user.isEmpty() || user.contains("/")) {
      master.problem("user", "expected the name of a user");
      return "root";
    }
    return user;
  }

  private MinionId badId(SaltId found) {
    problems.add(
        new Problem(
            found.origin().toString(),
            "id",
            "expected an id a master would accept as a file name; set `id` in "
                + configDir.resolve("minion")));
    return new MinionId("unknown");
  }

  private Directories directories(SaltPaths masterPaths, SaltPaths minionPaths, MinionId id) {
    Path cache = masterPaths.resolve("cachedir", "/var/cache/salt/master");
    Path ownPki = masterPaths.resolve("pki_dir", "/etc/salt/pki/master");
    // The masters of a cluster (3007) share their keys; this path alone gets no root_dir.
    boolean cluster = master.has("cluster_id") && master.has("cluster_pki_dir");
    Path masterPki =
        cluster ? Path.of("/").resolve(master.text("cluster_pki_dir", "/")).normalize() : ownPki;
    Path sockets = masterPaths.sockets("/var/run/salt/master", "/var/cache/salt/master");
    Path minionPki = minionPaths.resolve("pki_dir", "/etc/salt/pki/minion");
    boolean perMinion = minion.texts("append_minionid_config_dirs").contains("pki_dir");
    master.note("cachedir", cache.toString(), master.origin("cachedir"));
    master.note("sock_dir", sockets.toString(), master.origin("sock_dir"));
    master.note(
        "pki_dir (master)",
        masterPki.toString(),
        master.origin(cluster ? "cluster_pki_dir" : "pki_dir"));
    minion.note("pki_dir", minionPki.toString(), minion.origin("pki_dir"));
    return new Directories(
        cache, sockets, masterPki, perMinion ? minionPki.resolve(id.text()) : minionPki);
  }

  private Bus bus(Directories directories) {
    boolean tcp = master.oneOf("ipc_mode", false, Map.of("ipc", false, "tcp", true));
    int eventBytesMax = master.whole("max_event_size", 1 << 20, 1, Integer.MAX_VALUE);
    int pub = master.port("tcp_master_pub_port", 4512);
    int pull = master.port("tcp_master_pull_port", 4513);
    return tcp ? Bus.tcp(pub, pull, eventBytesMax) : Bus.unix(directories.sockets(), eventBytesMax);
  }

  private RequestAddress request() {
    return RequestAddress.of(master.text("interface", "0.0.0.0"), master.port("ret_port", 4506));
  }

  private LocalJobCache jobCache(Directories directories) {
    Duration keep = master.seconds("keep_jobs_seconds", 86_400);
    int hours = master.whole("keep_jobs", 24, 0, 1_000_000);
    // As get_keep_jobs_seconds: the older setting counts where the newer one has its default.
    boolean older = keep.equals(Duration.ofDays(1)) && hours != 24;
    return new LocalJobCache(
        master.text("master_job_cache", "local_cache"),
        master.flag("job_cache", true),
        master.text("ext_job_cache", ""),
        older ? Duration.ofHours(hours) : keep,
        master.oneOf("hash_type", HashType.SHA256, HashType.WORDS),
        directories.jobs());
  }

  private Upward upward() {
    int port = minion.port("master_port", 4506);
    int syndicPort = syndic.port("syndic_master_port", port);
    return new Upward(
        moms(syndicPort),
        syndic.port("publish_port", 4505),
        minion.flag("zmq_filtering", false),
        minion.flag("ipv6", false),
        syndic.oneOf(
            "syndic_failover",
            Upward.Failover.RANDOM,
            Map.of("random", Upward.Failover.RANDOM, "ordered", Upward.Failover.ORDERED)),
        syndic.oneOf(
            "syndic_mode",
            Upward.Mode.SYNC,
            Map.of("sync", Upward.Mode.SYNC, "cluster", Upward.Mode.CLUSTER)),
        syndic.text("master_id", ""),
        syndic.seconds("syndic_event_forward_timeout", 0.5));
  }

  private List<MomAddress> moms(int port) {
    var moms = new ArrayList<MomAddress>();
    for (String entry : syndic.texts("syndic_master")) {
      if (entry.isBlank() || entry.equals(NOBODY)) {
        continue;
      }
      try {
        MomAddress mom = MomAddress.parse(entry, port);
        if (moms.stream().anyMatch(m -> m.entry().equals(entry))) {
          syndic.problem("syndic_master", entry + " stands twice");
        } else {
          moms.add(mom);
        }
      } catch (IllegalArgumentException e) {
        syndic.problem("syndic_master", entry + ": " + e.getMessage());
      }
    }
    return moms;
  }

  private Trust trust() {
    return new Trust(
        syndic.text("syndic_finger", ""),
        minion.oneOf("hash_type", HashType.SHA256, HashType.WORDS),
        minion.flag("verify_master_pubkey_sign", false),
        minion.flag("always_verify_signature", false),
        minion.text("master_sign_key_name", "master_sign"),
        minion.flag("sign_pub_messages", false),
        minion.oneOf("encryption_algorithm", OaepAlgorithm.SHA1, Algorithms.ENCRYPTION),
        minion.oneOf("signing_algorithm", SignatureAlgorithm.SHA1, Algorithms.SIGNING),
        minion.flag("minion_sign_messages", false));
  }

  private Patience patience() {
    return new Patience(
        minion.seconds("acceptance_wait_time", 10),
        minion.seconds("acceptance_wait_time_max", 0),
        minion.seconds("return_retry_timer", 5),
        minion.seconds("return_retry_timer_max", 10),
        minion.whole("return_retry_tries", 3, 1, 10_000));
  }

  private Publishing publishing() {
    return new Publishing(
        master.text("transport", "zeromq"),
        minion.text("transport", "zeromq"),
        master.flag("order_masters", false),
        syndic.seconds("timeout", 5),
        master.seconds("gather_job_timeout", 10),
        minion.flag("enable_legacy_startup_events", true));
  }
}
