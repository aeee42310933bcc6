package dev.saltern.lookup;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobQuery;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which jobs are wanted, in the one grammar that command-line options, REST parameters and page
/// URLs share. Immutable.
///
/// | parameter | value |
/// |---|---|
/// | `fun` `tgt` `user` | a glob over the function, the target as published, the user |
/// | `minion` | the id of a minion that returned |
/// | `since` `until` | a time: ISO 8601, `2h`, `3d`, `yesterday`, a jid, .. |
/// | `failed` | `true`: only jobs with a failed return |
/// | `all` | `true`: tool noise (`saltutil.find_job` and its kin) too |
/// | `limit` | how many a page, 1 to [#LIMIT_MAX] |
///
/// @param texts the parameters as given, without empty ones
public record JobFilter(Map<String, String> texts, TimeRange range, int limit) {
  /// How many jobs a page has unless told.
  public static final int LIMIT_DEFAULT = 50;

  /// How many jobs a page may have.
  public static final int LIMIT_MAX = 1000;

  /// Every job but tool noise.
  public static final JobFilter NONE = new JobFilter(Map.of(), TimeRange.ALL, LIMIT_DEFAULT);

  /// The parameters there are.
  public static final List<String> PARAMETERS =
      List.of("fun", "minion", "tgt", "user", "since", "until", "failed", "all", "limit");

  private static final int TEXT_MAX = 255;

  public JobFilter {
    texts = Map.copyOf(texts);
  }

  /// The filter that parameters and their texts mean at `clock`'s now. A parameter with an empty
  /// text is as good as none: a form sends those.
  public static JobFilter parse(Map<String, String> texts, Clock clock) throws BadFilterException {
    Map<String, String> given = new TreeMap<>();
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      String name = entry.getKey();
      if (!PARAMETERS.contains(name)) {
        throw new BadFilterException(
            Excerpt.of(name), "no such parameter; there are " + String.join(", ", PARAMETERS));
      }
      if (entry.getValue().length() > TEXT_MAX) {
        throw new BadFilterException(name, "expected at most " + TEXT_MAX + " characters");
      }
      if (!entry.getValue().isBlank()) {
        given.put(name, entry.getValue().strip());
      }
    }
    TimeRange range =
        TimeRange.parse(
            Optional.ofNullable(given.get("since")),
            Optional.ofNullable(given.get("until")),
            clock);
    int limit = limit(given.get("limit"));
    flag("failed", given);
    flag("all", given);
    String minion = given.getOrDefault("minion", "");
    if (!minion.isEmpty() && (MinionId.parse(minion).isEmpty() || minion.contains("*"))) {
      throw new BadFilterException(
          "minion", "expected the whole id of one minion; found '" + Excerpt.of(minion) + "'");
    }
    return new JobFilter(given, range, limit);
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
        is("failed"),
        is("all"),
        before,
        limit);
  }

  /// The filters spelled in one way, without the page's size: what a page token is bound to.
  String canonical() {
    return new TreeMap<>(texts)
        .entrySet().stream()
            .filter(e -> !e.getKey().equals("limit"))
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining("\n", "jobs\n", ""));
  }

  /// The text of a parameter, as given.
  public Optional<String> text(String parameter) {
    return Optional.ofNullable(texts.get(parameter));
  }

  private boolean is(String parameter) {
    return "true".equals(texts.get(parameter));
  }

  private static void flag(String name, Map<String, String> given) throws BadFilterException {
    String text = given.get(name);
    if (text == null) {
      return;
    }
    switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on" -> given.put(name, "true");
      case "false", "0", "no", "off" -> given.remove(name);
      default ->
          throw new BadFilterException(
              name, "expected true or false; found '" + Excerpt.of(text) + "'");
    }
  }

  private static int limit(@org.jspecify.annotations.Nullable String text)
      throws BadFilterException {
    if (text == null) {
      return LIMIT_DEFAULT;
    }
    if (text.matches("\\d{1,9}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= LIMIT_MAX) {
        return limit;
      }
    }
    throw new BadFilterException(
        "limit", "expected 1 to " + LIMIT_MAX + "; found '" + Excerpt.of(text) + "'");
  }
}
