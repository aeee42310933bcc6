package dev.saltern.app;

import java.util.Arrays;
import java.util.Optional;

/// Every key of `/etc/salt/saltern`, its default and what it means. A key whose default is empty is
/// taken from the master's own files, where Salt has the like, or is not set.
public enum ConfigKey {
  FORWARD_RETURNS(
      "forward.returns",
      Kind.FORWARD,
      "watched",
      "which returns go up to the MoM: all | never | watched"),
  FORWARD_FUNCTIONS(
      "forward.functions", Kind.LIST, "", "globs of functions whose returns always go up"),
  FORWARD_EVENTS_ALLOW(
      "forward.events.allow",
      Kind.LIST,
      "",
      "globs of tags: of the events that stock sends up, only these; none: all"),
  FORWARD_EVENTS_DENY(
      "forward.events.deny", Kind.LIST, "", "globs of tags of events that do not go up"),
  WATCHED_MINIONS_MAX(
      "watched.minions_max",
      Kind.INT,
      "100",
      "watched: a job for at most so many minions here goes up; 0: none does for that"),
  WATCHED_TIMEOUT_MAX(
      "watched.timeout_max",
      Kind.DURATION,
      "15s",
      "watched: a job published with a longer timeout goes up"),
  WATCHED_RELEASE(
      "watched.release",
      Kind.DURATION,
      "8s",
      "watched: how long a release after a find_job may take before it counts as late"),
  FORWARD_DIGEST(
      "forward.digest",
      Kind.DURATION,
      "5s",
      "how often a MoM is told the counts of a job whose returns do not go up; 0: never"),
  RELAY_PASS_OPTIONS(
      "relay.pass_options",
      Kind.BOOL,
      "true",
      "pass delimiter, metadata, ret_config .. down, which stock drops"),
  RELAY_NARROW(
      "relay.narrow",
      Kind.BOOL,
      "true",
      "publish lists and find_job only for minions of this master that have not returned"),
  RELAY_PUBLISH_PATIENCE(
      "relay.publish_patience",
      Kind.DURATION,
      "60s",
      "how long a publication waits for the local master to be back"),
  COMPLETION_ASK(
      "completion.ask",
      Kind.BOOL,
      "true",
      "ask minions that have not returned in time, by find_job, whether they still run the job"),
  COMPLETION_ASKS_PER_MINUTE(
      "completion.asks_per_minute", Kind.INT, "60", "the most jobs asked about in a minute"),
  COMPLETION_JOBS_MAX(
      "completion.jobs_max",
      Kind.INT,
      "10000",
      "the most open jobs followed; beyond, the oldest no longer is"),
  COMPLETION_IDS_MAX(
      "completion.ids_max", Kind.INT, "500000", "the most minions of all open jobs, likewise"),
  GAP_FIRST(
      "gap.first",
      Kind.DURATION,
      "0s",
      "how far back the master's job cache is read at the very first start"),
  MOM_MIN_PROTOCOL(
      "mom.min_protocol", Kind.INT, "2", "the oldest request version we speak with a MoM: 2 | 3"),
  MOM_REQUIRE_SIGNED(
      "mom.require_signed",
      Kind.BOOL,
      "true",
      "refuse publications without a signature (a wrong one is always refused)"),
  MOM_MESSAGE_BYTES(
      "mom.message_bytes_max",
      Kind.BYTES,
      "1MiB",
      "the most bytes of returns in one message to a MoM"),
  MYSQL_HOST("mysql.host", Kind.TEXT, "", "as in the master's file"),
  MYSQL_PORT("mysql.port", Kind.INT, "", "as in the master's file"),
  MYSQL_USER("mysql.user", Kind.TEXT, "", "as in the master's file"),
  MYSQL_PASS(
      "mysql.pass", Kind.SECRET, "", "as in the master's file; better SALTERN_MYSQL_PASS_FILE"),
  MYSQL_DB("mysql.db", Kind.TEXT, "", "as in the master's file"),
  MYSQL_SSL_CA("mysql.ssl_ca", Kind.TEXT, "", "as in the master's file"),
  MYSQL_SSL_CERT("mysql.ssl_cert", Kind.TEXT, "", "as in the master's file"),
  MYSQL_SSL_KEY("mysql.ssl_key", Kind.TEXT, "", "as in the master's file"),
  MYSQL_TLS(
      "mysql.tls",
      Kind.TEXT,
      "",
      "verify-identity, verify-ca, required or off; beyond this machine verify-identity unless set"),
  MYSQL_CONNECTIONS("mysql.connections", Kind.INT, "2", "connections of the drain"),
  MYSQL_BATCH_ROWS(
      "mysql.batch_rows_max", Kind.INT, "2000", "the most arrivals stored in one transaction"),
  SPOOL_PATH("spool.path", Kind.TEXT, "/var/lib/saltern/spool.db", "the durable queue"),
  SPOOL_BYTES_MAX("spool.bytes_max", Kind.BYTES, "8GiB", "the most it may hold"),
  SPOOL_AGE_MAX("spool.age_max", Kind.DURATION, "7d", "how long it keeps what a MoM has not taken"),
  SPOOL_QUEUE_BYTES(
      "spool.queue_bytes_max", Kind.BYTES, "64MiB", "the most that waits in memory for the disk"),
  STORE_NEVER(
      "store.never",
      Kind.LIST,
      "saltutil.find_job",
      "globs of functions of which nothing is stored in MySQL"),
  STORE_EVENTS_ONLY(
      "store.events_only",
      Kind.LIST,
      "",
      "globs of the event tags that are stored; empty: as event_return_whitelist says, else all"),
  STORE_EVENTS_NEVER(
      "store.events_never",
      Kind.LIST,
      "salt/auth",
      "globs of the event tags that are not stored, besides event_return_blacklist"),
  STORE_STATES(
      "store.states",
      Kind.STATES,
      "changed",
      "which states of state runs are rows of salt_state: all | changed (or failed) | none"),
  REDACT_KEYS(
      "redact.keys",
      Kind.LIST,
      "",
      "globs of keys whose values are hidden in MySQL, at any depth, such as *password*"),
  REDACT_FUNCTIONS(
      "redact.functions",
      Kind.LIST,
      "",
      "globs of functions whose returns and arguments are hidden in MySQL, such as pillar.*"),
  RETAIN_DEFAULT(
      "retain.default", Kind.DURATION, "30d", "db retain: how long jobs of no class are kept"),
  RETAIN_CLASSES(
      "retain.classes",
      Kind.LIST,
      "",
      "classes of jobs, the first that matches decides: NAME FUNCTION-GLOB any|ok|failed TIME"),
  RETAIN_EVENTS("retain.events", Kind.DURATION, "7d", "how long events are kept, by whole days"),
  RETAIN_GAPS("retain.gaps", Kind.DURATION, "90d", "how long rows of salt_gaps are kept"),
  RETAIN_RUNNING(
      "retain.running",
      Kind.DURATION,
      "30d",
      "how long a job is kept as running after a minion last said that it runs it"),
  RETAIN_ARCHIVE(
      "retain.archive",
      Kind.BOOL,
      "false",
      "copy rows to jids_archive, salt_returns_archive, salt_events_archive before they go"),
  HTTP_ENABLED(
      "http.enabled", Kind.BOOL, "true", "saltern node: serve /metrics and /health over HTTP"),
  HTTP_BIND("http.bind", Kind.TEXT, "127.0.0.1", "the address the node listens on"),
  HTTP_PORT("http.port", Kind.INT, "4581", "the port the node listens on; 0: any"),
  HTTP_TOKEN(
      "http.token",
      Kind.SECRET,
      "",
      "what a request to the node must carry as a bearer token; better SALTERN_HTTP_TOKEN_FILE"),
  HTTP_TLS_CERT("http.tls_cert", Kind.TEXT, "", "PEM file of the node's certificate"),
  HTTP_TLS_KEY("http.tls_key", Kind.TEXT, "", "PEM file of its private key (PKCS#8)"),
  WEB_BIND("web.bind", Kind.TEXT, "127.0.0.1", "saltern web: the address it listens on"),
  WEB_PORT("web.port", Kind.INT, "4580", "the port it listens on"),
  WEB_TLS_CERT(
      "web.tls_cert", Kind.TEXT, "", "PEM file of its certificate and those that vouch for it"),
  WEB_TLS_KEY("web.tls_key", Kind.TEXT, "", "PEM file of its private key (PKCS#8)"),
  WEB_TOKEN(
      "web.token",
      Kind.SECRET,
      "",
      "what a request must carry as a bearer token; better SALTERN_WEB_TOKEN_FILE"),
  WEB_PROXY_HEADER(
      "web.proxy_header",
      Kind.TEXT,
      "",
      "the header in which a proxy says who asks, such as X-Forwarded-User"),
  WEB_PROXY_ADDRESSES(
      "web.proxy_addresses", Kind.LIST, "", "the IP addresses from which that header counts"),
  WEB_HOSTS(
      "web.hosts",
      Kind.LIST,
      "",
      "names in the Host header that are answered besides localhost; on other addresses empty: all"),
  WEB_CONNECTIONS("web.connections_max", Kind.INT, "1024", "the most TCP connections at a time"),
  WEB_ADDRESS_CONNECTIONS(
      "web.address_connections_max",
      Kind.INT,
      "256",
      "the most TCP connections of one address (IPv6: of one network); not of web.proxy_addresses"),
  WEB_REQUESTS(
      "web.requests_max", Kind.INT, "256", "the most requests worked on at a time, with tails"),
  WEB_TAILS("web.tails_max", Kind.INT, "64", "the most tails of events and jobs at a time"),
  WEB_HEADERS_TIMEOUT(
      "web.headers_timeout",
      Kind.DURATION,
      "10s",
      "how long a connection has for its TLS handshake and the headers of a request"),
  WEB_IDLE_TIMEOUT(
      "web.idle_timeout", Kind.DURATION, "60s", "after which an idle connection is closed"),
  WEB_QUERIES("web.queries_max", Kind.INT, "8", "the most questions at MySQL at a time"),
  WEB_QUERY_TIMEOUT(
      "web.query_timeout", Kind.DURATION, "10s", "how long MySQL may take for one answer");

  /// What a value must look like.
  enum Kind {
    TEXT,
    SECRET,
    INT,
    BOOL,
    BYTES,
    DURATION,
    LIST,
    FORWARD,
    STATES
  }

  private final String key;
  private final Kind kind;
  private final String defaultText;
  private final String meaning;

  ConfigKey(String key, Kind kind, String defaultText, String meaning) {
    this.key = key;
    this.kind = kind;
    this.defaultText = defaultText;
    this.meaning = meaning;
  }

  /// The dotted name, such as `spool.bytes_max`.
  public String key() {
    return key;
  }

  Kind kind() {
    return kind;
  }

  String defaultText() {
    return defaultText;
  }

  String meaning() {
    return meaning;
  }

  /// The environment variable that sets it, such as `SALTERN_MYSQL_HOST`; with `_FILE` behind it,
  /// it names a file that holds the value.
  String variable() {
    return "SALTERN_" + key.toUpperCase(java.util.Locale.ROOT).replace('.', '_');
  }

  static Optional<ConfigKey> named(String key) {
    return Arrays.stream(values()).filter(k -> k.key.equals(key)).findFirst();
  }

  /// The known key nearest to an unknown one, by edit distance.
  static ConfigKey nearest(String unknown) {
    return Arrays.stream(values())
        .min(java.util.Comparator.comparingInt(k -> distance(k.key, unknown)))
        .orElseThrow();
  }

  private static int distance(String a, String b) {
    int[] row = java.util.stream.IntStream.rangeClosed(0, b.length()).toArray();
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
