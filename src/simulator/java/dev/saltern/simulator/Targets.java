package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Glob;
import dev.saltern.job.MinionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Who a target means, among the ids a master has accepted: `glob`, `list`, `pcre`, and of
/// `compound` what is made of those with `and`, `or`, `not`. For any other kind (grains, pillar,
/// ..) a master without cached grains expects everybody, and so does this.
final class Targets {
  private Targets() {}

  /// @param minions who is expected to answer
  /// @param missing who of a list is unknown
  record Match(List<MinionId> minions, List<String> missing) {}

  static Match match(Data target, String type, Collection<MinionId> accepted) {
    if (type.equals("list")) {
      Set<MinionId> known = new HashSet<>(accepted);
      List<MinionId> minions = new ArrayList<>();
      List<String> missing = new ArrayList<>();
      for (String name : names(target)) {
        MinionId.parse(name)
            .filter(known::contains)
            .ifPresentOrElse(minions::add, () -> missing.add(name));
      }
      return new Match(minions, missing);
    }
    Predicate<String> wanted = predicate(target.asText().orElse(""), type);
    return new Match(accepted.stream().filter(id -> wanted.test(id.text())).toList(), List.of());
  }

  /// The ids of a list target.
  static List<String> names(Data target) {
    return target instanceof Data.Seq(List<Data> items)
        ? items.stream().flatMap(i -> i.asText().stream()).toList()
        : List.of(target.asText().orElse("").split(","));
  }

  private static Predicate<String> predicate(String target, String type) {
    return switch (type) {
      case "glob" -> new Glob(target)::matches;
      case "pcre" -> id -> Pattern.compile(target).matcher(id).lookingAt();
      case "compound" -> compound(target);
      default -> _ -> true;
    };
  }

  /// Left to right, as there are no parentheses in what the simulator publishes.
  private static Predicate<String> compound(String target) {
    Predicate<String> all = _ -> false;
    boolean and = false;
    boolean not = false;
    for (String word : target.trim().split("\\s+", -1)) {
      switch (word) {
        case "and" -> and = true;
        case "or" -> and = false;
        case "not" -> not = true;
        default -> {
          Predicate<String> one = not ? term(word).negate() : term(word);
          all = and ? all.and(one) : all.or(one);
          not = false;
        }
      }
    }
    return all;
  }

  private static Predicate<String> term(String word) {
    if (word.length() < 2 || word.charAt(1) != '@') {
      return predicate(word, "glob");
    }
    String rest = word.substring(2);
    return switch (word.charAt(0)) {
      case 'L' -> Set.of(rest.split(","))::contains;
      case 'E' -> predicate(rest, "pcre");
      default -> _ -> true;
    };
  }
}
