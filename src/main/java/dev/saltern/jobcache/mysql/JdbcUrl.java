package dev.saltern.jobcache.mysql;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/// How the driver is told what [MySqlConfig] says.
final class JdbcUrl {
  /// Statement texts kept prepared per connection: each upsert in its few sizes, with room.
  private static final int PREPARED_MAX = 120;

  /// The longest text kept prepared: the largest upsert has about 20,000 characters.
  private static final int PREPARED_CHARACTERS_MAX = 65_536;

  private JdbcUrl() {}

  /// The URL; no account and no secret in it.
  static String of(MySqlConfig config) {
    String host = config.server().host();
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return "jdbc:mysql://" + bracketed + ":" + config.server().port() + "/" + config.database();
  }

  /// The account and the settings that go with the URL.
  static Properties properties(MySqlConfig config) throws IOException {
    MySqlConfig.Limits limits = config.limits();
    Map<String, String> p = new LinkedHashMap<>();
    p.put("user", config.credentials().user());
    p.put("password", config.credentials().password());
    p.put("connectTimeout", Long.toString(limits.connectTimeout().toMillis()));
    p.put("socketTimeout", Long.toString(limits.answerTimeout().toMillis()));
    p.put("tcpKeepAlive", "true");
    p.put("useServerPrepStmts", "true");
    // On Galera a transaction that has lost may be told so at a PREPARE: a driver that then
    // prepares
    // by itself goes on in another transaction.
    p.put("emulateUnsupportedPstmts", "false");
    // Counts rows that changed, not rows that were found: an INSERT tells how many are new.
    p.put("useAffectedRows", "true");
    p.put("cachePrepStmts", "true");
    p.put("prepStmtCacheSize", Integer.toString(PREPARED_MAX));
    p.put("prepStmtCacheSqlLimit", Integer.toString(PREPARED_CHARACTERS_MAX));
    p.put("connectionCollation", "utf8mb4_bin");
    p.put("connectionTimeZone", "UTC");
    p.put("useLocalSessionState", "true"); // no SET autocommit where it is set already
    p.put(
        "sessionVariables",
        "time_zone='+00:00',sql_mode='STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION',"
            + "innodb_lock_wait_timeout="
            + Math.max(1, limits.lockTimeout().toSeconds()));
    p.putAll(security(config));
    Properties properties = new Properties();
    properties.putAll(p);
    return properties;
  }

  private static Map<String, String> security(MySqlConfig config) throws IOException {
    Map<String, String> p = new LinkedHashMap<>();
    MySqlTls tls = config.security();
    p.put(
        "sslMode",
        switch (tls.mode()) {
          case VERIFY_IDENTITY -> "VERIFY_IDENTITY";
          case VERIFY_CA -> "VERIFY_CA";
          case REQUIRED -> "REQUIRED";
          case OFF -> "DISABLED";
        });
    if (tls.mode() == MySqlTls.Mode.OFF) {
      if (config.server().isLoopback()) {
        // Asking the server for its key is safe only where nobody can stand between.
        p.put("allowPublicKeyRetrieval", "true");
      }
      return p;
    }
    MySqlTls.Stores stores = tls.stores();
    stores.trust().ifPresent(trust -> store(p, "trustCertificateKeyStore", trust, stores));
    stores.key().ifPresent(key -> store(p, "clientCertificateKeyStore", key, stores));
    return p;
  }

  private static void store(Map<String, String> p, String what, Path file, MySqlTls.Stores stores) {
    p.put(what + "Url", file.toUri().toString());
    p.put(what + "Type", "PKCS12");
    p.put(what + "Password", stores.password());
  }
}
