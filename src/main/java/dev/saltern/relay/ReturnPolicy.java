package dev.saltern.relay;

import dev.saltern.job.Glob;
import dev.saltern.job.Source;
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
    NEVER,
    /// As `NEVER`, and those of a job that somebody at the MoM that published it waits for.
    WATCHED;

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

  /// How the functions of runs of the master itself begin.
  private static final List<String> RUNS = List.of("runner.", "wheel.");

  /// What becomes of a return.
  enum Verdict {
    UP,
    /// Up, where somebody waits for its job.
    IF_AWAITED,
    STAYS
  }

  private final Mode mode;
  private final List<Glob> functions;

  /// @param functions globs of functions whose returns go up in every mode, whoever published them
  public ReturnPolicy(Mode mode, List<String> functions) {
    this.mode = mode;
    this.functions = functions.stream().map(Glob::new).toList();
  }

  /// Whether somebody who waits makes a difference.
  public boolean watches() {
    return mode == Mode.WATCHED;
  }

  /// Whether a return goes up. One that the bus has cut stays here: it is journaled a second time,
  /// from the master's own job cache, as whole as there is. Runs of the master itself stay as well,
  /// as with stock salt-syndic: their events go up.
  ///
  /// @param published whether the MoM in question published its job
  Verdict of(String fun, Source source, boolean published) {
    if (source == Source.TRIMMED || RUNS.stream().anyMatch(fun::startsWith)) {
      return Verdict.STAYS;
    }
    if (mode == Mode.ALL
        || (published && KIN.contains(fun))
        || functions.stream().anyMatch(glob -> glob.matches(fun))) {
      return Verdict.UP;
    }
    return published && mode == Mode.WATCHED ? Verdict.IF_AWAITED : Verdict.STAYS;
  }
}
