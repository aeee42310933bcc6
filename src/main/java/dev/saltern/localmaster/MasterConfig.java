package dev.saltern.localmaster;

import dev.saltern.Check;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What Salt's own files say, as the master beside us and a syndic of the same machine take it:
/// `master`, `master.d/*.conf` and their includes, and `minion` and `minion.d` for what salt-syndic
/// takes from there. Read, never written. Immutable.
///
/// A syndic's value is the minion's, its defaults included, except for `cachedir`, `interface`,
/// `ret_port`, `sock_dir`, `user` and the job cache, which are the master's (`syndic_config` in
/// salt/config/__init__.py).
///
/// @param identity who we are
/// @param access how the local master is reached
/// @param jobCache what the local master keeps itself
/// @param upper how the MoMs are reached
/// @param publishing how jobs are published and awaited
/// @param eventFilter which events an `event_return` would keep
/// @param mysql the stock returner's database
/// @param entries every value in use with its origin, sorted by key
public record MasterConfig(
    Identity identity,
    Access access,
    LocalJobCache jobCache,
    Upper upper,
    Publishing publishing,
    EventFilter eventFilter,
    MysqlSettings mysql,
    List<Entry> entries) {
  /// The ways to the local master.
  public record Access(Directories directories, Bus bus, RequestAddress request) {}

  /// The ways to the MoMs.
  public record Upper(Upward upward, Trust trust, Patience patience) {}

  public MasterConfig {
    entries = List.copyOf(entries);
  }

  /// The configuration in `configDir`, mostly `/etc/salt`.
  ///
  /// @throws MasterConfigException with every problem found
  public static MasterConfig read(Path configDir) throws MasterConfigException {
    return new MasterConfigReader(configDir).read();
  }

  /// Whether the master's settings let the node keep everything; each that does not says what would
  /// be lost.
  ///
  /// @param outageMax the longest time the node may be down and must catch up after
  public List<Check> settings(Duration outageMax) {
    return new SettingChecks(this, outageMax).all();
  }

  /// Whether the files a node needs can be read; each that cannot says what mends it.
  public List<Check> files() {
    return new FileChecks(this).all();
  }

  /// Whether the key by which a user publishes can be read; if not, what mends it.
  public Check publishKey(String user) {
    return FileChecks.file("root key", access.directories().rootKey(user), FileChecks.START_MASTER);
  }
}
