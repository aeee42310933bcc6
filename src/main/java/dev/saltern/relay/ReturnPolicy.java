package dev.saltern.relay;

import dev.saltern.job.Glob;
import dev.saltern.job.Return;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Which returns go up to a MoM. Immutable.
public final class ReturnPolicy {
  /// The setting `forward.returns`.
  public enum Mode {
    /// Every return, as stock salt-syndic does.
    ALL,
    /// None but the kin and the configured functions: a waiting `salt` at the MoM sees nobody else.
    NEVER;

    /// The mode of a configured word.
    public static Mode named(String word) {
      return Arrays.stream(values())
          .filter(m -> m.name().equalsIgnoreCase(word))
          .findFirst()
          .orElseThrow(
              () -> new IllegalArgumentException("forward.returns: no such mode: " + word));
    }
  }

  /// The functions that batch, static, subset, `manage.*` and the CLI's own probes at a MoM live
  /// on: their returns go up in every mode.
  static final Set<String> KIN =
      Set.of(
          "test.ping",
          "sys.list_functions",
          "saltutil.find_job",
          "saltutil.running",
          "saltutil.is_running",
          "saltutil.find_cached_job",
          "saltutil.signal_job",
          "saltutil.term_job",
          "saltutil.kill_job");

  private final Mode mode;
  private final List<Glob> functions;

  /// @param functions globs of functions whose returns go up in every mode, whoever published them
  public ReturnPolicy(Mode mode, List<String> functions) {
    this.mode = mode;
    this.functions = functions.stream().map(Glob::new).toList();
  }

  /// Whether a return goes up.
  ///
  /// @param published whether the MoM in question published its job
  boolean goesUp(Return r, boolean published) {
    return switch (mode) {
      case ALL -> true;
      case NEVER ->
          (published && KIN.contains(r.fun()))
              || functions.stream().anyMatch(glob -> glob.matches(r.fun()));
    };
  }
}
