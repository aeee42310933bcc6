package dev.saltern.lookup;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobStatus;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which jobs are wanted, in the one grammar that command-line options, REST parameters and page
/// URLs share. Immutable.
///
/// | parameter | value |
/// |---|---|
/// | `fun` `tgt` `user` | a glob over the function, the target as published, the user |
/// | `minion` | the id of a minion that returned |
/// | `since` `until` | a time: ISO 8601, `2h`, `3d`, `yesterday`, a jid, .. |
/// | `failed` | `true`: only jobs with a failed return |
/// | `status` | `running`, `complete`, `failed`, `missing`: only jobs that stand so |
/// | `all` | `true`: tool noise (`saltutil.find_job` and its kin) too |
/// | `limit` | how many a page, 1 to [#LIMIT_MAX] |
///
/// @param texts the parameters as given, without empty ones
public record JobFilter(
    Map<String, String> texts, TimeRange range, Optional<JobStatus> status, int limit) {
  /// How many jobs a page has unless told.
  public static final int LIMIT_DEFAULT = 50;

  /// How many jobs a page may have.
  public static final int LIMIT_MAX = 1000;

  /// Every job but tool noise.
  public static final JobFilter NONE =
      new JobFilter(Map.of(), TimeRange.ALL, Optional.empty(), LIMIT_DEFAULT);

  /// The parameters there are.
  public static final List<String> PARAMETERS =
      List.of("fun", "minion", "tgt", "user", "since", "until", "failed", "status", "all", "limit");

  public JobFilter {
    texts = Map.copyOf(texts);
  }

  /// The filter that parameters and their texts mean at `clock`'s now. A parameter with an empty
  /// text is as good as none: a form sends those.
  public static JobFilter parse(Map<String, String> texts, Clock clock) throws BadFilterException {
    Parameters given = Parameters.parse("jobs", PARAMETERS, texts, clock);
    String minion = given.text("minion").orElse("");
    if (!minion.isEmpty() && (MinionId.parse(minion).isEmpty() || minion.contains("*"))) {
      throw new BadFilterException(
          "minion", "expected the whole id of one minion; found '" + Excerpt.of(minion) + "'");
    }
    return new JobFilter(
        given.texts(), given.range(), given.oneOf("status", JobStatus.class), given.limit());
  }

  /// What the job cache is asked, for the page after one job.
  public JobQuery query(Optional<Jid> before) {
    return new JobQuery(
        text("fun"),
        text("minion").map(MinionId::new),
        text("tgt"),
        text("user"),
        range.since(),
        range.until(),
        texts.containsKey("failed"),
        status,
        texts.containsKey("all"),
        before,
        limit);
  }

  /// The filters spelled in one way, without the page's size: what a page token is bound to.
  String canonical() {
    return Parameters.canonical("jobs", texts);
  }

  /// The text of a parameter, as given.
  public Optional<String> text(String parameter) {
    return Optional.ofNullable(texts.get(parameter));
  }
}
