package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Glob;
import dev.saltern.job.MinionId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Whether a target can mean anybody here: judges `glob`, `list`, `pcre`, and compounds of these,
/// as the minions' own matchers do (salt/matchers). Of anything else, and of what Java may read in
/// another way than Python, the answer is yes.
final class TargetPrefilter {
  private TargetPrefilter() {}

  /// @param type `tgt_type`
  /// @param accepted the minions of this master
  static boolean mayMatch(Data target, String type, Set<MinionId> accepted) {
    Optional<Predicate<String>> wanted = predicate(target, type);
    if (wanted.isEmpty()) {
      return true;
    }
    try {
      return accepted.stream().anyMatch(id -> wanted.get().test(id.text()));
    } catch (PythonPattern.TooLongException _) {
      return true;
    }
  }

  private static Optional<Predicate<String>> predicate(Data target, String type) {
    return switch (type) {
      case "glob" -> target.asText().map(TargetPrefilter::glob);
      case "pcre" -> target.asText().flatMap(PythonPattern::of);
      case "compound" -> target.asText().flatMap(CompoundTarget::parse);
      case "list" -> list(target);
      default -> Optional.empty();
    };
  }

  private static Optional<Predicate<String>> list(Data target) {
    if (target instanceof Data.Seq(List<Data> items)) {
      Set<Data> names = new HashSet<>(items);
      return Optional.of(id -> names.contains(new Data.Text(id)));
    }
    return target.asText().map(TargetPrefilter::list);
  }

  static Predicate<String> glob(String pattern) {
    return new Glob(pattern)::matches;
  }

  static Predicate<String> list(String names) {
    Set<String> set = new HashSet<>(Arrays.asList(names.split(",", -1)));
    return set::contains;
  }
}
