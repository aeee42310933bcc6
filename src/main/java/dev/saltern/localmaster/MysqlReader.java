package dev.saltern.localmaster;

import dev.saltern.job.Data;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The stock mysql returner's options: `mysql.host` and so on, or the same keys in a map `mysql`,
/// which wins (`_fetch_option` in salt/returners/__init__.py). Confined to one call.
final class MysqlReader {
  private static final String MAP = "mysql";
  private static final List<String> KEYS =
      List.of("host", "port", "user", "pass", "db", "ssl_ca", "ssl_cert", "ssl_key");

  private final SettingReader settings;

  MysqlReader(Map<String, Setting> file, List<Problem> problems, Map<String, Entry> entries) {
    Map<String, Setting> flat = new HashMap<>(file);
    Setting map = file.get(MAP);
    if (map != null && map.value() instanceof Data.Dict nested) {
      for (String key : KEYS) {
        String full = MAP + "." + key;
        nested.get(key).ifPresent(v -> flat.put(full, new Setting(full, v, map.origin())));
      }
    }
    settings = new SettingReader(flat, problems, entries);
  }

  MysqlSettings read() {
    return new MysqlSettings(
        settings.text("mysql.host", "salt"),
        settings.port("mysql.port", 3306),
        settings.text("mysql.user", "salt"),
        settings.secret("mysql.pass", "salt"),
        settings.text("mysql.db", "salt"),
        new MysqlSettings.Tls(path("mysql.ssl_ca"), path("mysql.ssl_cert"), path("mysql.ssl_key")),
        KEYS.stream().anyMatch(key -> settings.has(MAP + "." + key)));
  }

  /// The returner takes the text `None` for nothing.
  private String path(String key) {
    String text = settings.text(key, "");
    return text.equals("None") ? "" : text;
  }
}
