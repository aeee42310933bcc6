package dev.saltern.lookup;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.EventLookup;
import dev.saltern.jobcache.JobMinion;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Between the token of a page, bound to its list, and the key of the row it goes on after.
/// Immutable.
final class Paging<K> {
  private static final Pattern EVENT = Pattern.compile("(-?\\d{1,12}) (\\d{1,18})");

  private final String query;
  private final Optional<K> key;
  private final Function<K, String> text;

  private Paging(String query, Optional<K> key, Function<K, String> text) {
    this.query = query;
    this.key = key;
    this.text = text;
  }

  static Paging<Jid> jids(String query, Optional<String> token) throws BadFilterException {
    return new Paging<>(query, key(query, token, Jid::parse), Jid::text);
  }

  static Paging<MinionId> minions(String query, Optional<String> token) throws BadFilterException {
    return new Paging<>(query, key(query, token, MinionId::parse), MinionId::text);
  }

  static Paging<JobMinion.Key> standings(String query, Optional<String> token)
      throws BadFilterException {
    return new Paging<>(
        query,
        key(query, token, Paging::standing),
        key -> key.standing().name() + " " + key.minion());
  }

  static Paging<EventLookup.Key> events(String query, Optional<String> token)
      throws BadFilterException {
    return new Paging<>(
        query,
        key(query, token, Paging::event),
        key -> key.stamp().getEpochSecond() + " " + key.id());
  }

  private static <K> Optional<K> key(
      String query, Optional<String> token, Function<String, Optional<K>> parse)
      throws BadFilterException {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    Optional<K> key = parse.apply(PageToken.parse(token.get(), query).key());
    if (key.isEmpty()) {
      throw PageToken.noToken(token.get());
    }
    return key;
  }

  private static Optional<JobMinion.Key> standing(String text) {
    int space = text.indexOf(' ');
    return space < 0
        ? Optional.empty()
        : Arrays.stream(JobMinion.Standing.values())
            .filter(standing -> standing.name().equals(text.substring(0, space)))
            .findFirst()
            .flatMap(
                standing ->
                    MinionId.parse(text.substring(space + 1))
                        .map(minion -> new JobMinion.Key(standing, minion)));
  }

  private static Optional<EventLookup.Key> event(String text) {
    Matcher key = EVENT.matcher(text);
    return key.matches()
        ? Optional.of(
            new EventLookup.Key(
                Instant.ofEpochSecond(Long.parseLong(key.group(1))), Long.parseLong(key.group(2))))
        : Optional.empty();
  }

  /// After which row this page begins; nothing for the first.
  Optional<K> key() {
    return key;
  }

  /// The token of the page after a row.
  String token(K last) {
    return new PageToken(text.apply(last)).text(query);
  }

  /// The page that `rows` are, of which one more than the limit was asked for.
  <T> Page<T> page(List<T> rows, int limit, Function<T, K> keyOf) {
    if (rows.size() <= limit) {
      return new Page<>(rows, Optional.empty());
    }
    List<T> shown = rows.subList(0, limit);
    return new Page<>(shown, Optional.of(token(keyOf.apply(shown.getLast()))));
  }
}
