package dev.saltern.localmaster;

import dev.saltern.job.Data;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// `nodegroups` of a master, put in for their names as Salt's client does before it publishes
/// (`nodegroup_comp` in salt/utils/minions.py): minions know nothing of them. Immutable.
public final class Nodegroups {
  private static final List<String> OPERATORS = List.of("and", "or", "not", "(", ")");
  private static final Pattern TYPED = Pattern.compile("^[A-Z]@.*", Pattern.DOTALL);
  private static final Pattern REGEX = Pattern.compile(".*[(\\[{\\\\?}\\])].*", Pattern.DOTALL);

  private final Map<Data, Data> groups;

  private Nodegroups(Map<Data, Data> groups) {
    this.groups = groups;
  }

  /// Those of the master whose files are in a folder.
  ///
  /// @throws MasterConfigException with every problem of its files
  public static Nodegroups read(Path configDir) throws MasterConfigException {
    List<Problem> problems = new ArrayList<>();
    Map<String, Setting> file =
        SaltFiles.load(
            configDir.toAbsolutePath().normalize().resolve("master"), "master.d/*.conf", problems);
    if (!problems.isEmpty()) {
      throw new MasterConfigException(problems);
    }
    Setting setting = file.get("nodegroups");
    return of(
        setting != null && setting.value() instanceof Data.Dict dict ? dict : Data.Dict.EMPTY);
  }

  static Nodegroups of(Data.Dict groups) {
    return new Nodegroups(groups.entries());
  }

  /// The compound target that a group's name stands for; nothing where there is no such group.
  public Optional<String> compound(String group) {
    return groups.containsKey(new Data.Text(group))
        ? Optional.of(withGroups(String.join(" ", words(group, new HashSet<>(), true))))
        : Optional.empty();
  }

  /// A compound target with each `N@group` replaced by what it stands for.
  public String withGroups(String compound) {
    List<String> words = new ArrayList<>();
    for (String word : compound.strip().split("\\s+", -1)) {
      if (word.startsWith("N@") && word.length() > 2) {
        words.addAll(words(word.substring(2), new HashSet<>(), true));
      } else {
        words.add(word);
      }
    }
    return String.join(" ", words);
  }

  /// Names in `compound` that are no group.
  public List<String> unknown(String compound) {
    return Arrays.stream(compound.strip().split("\\s+"))
        .filter(word -> word.startsWith("N@") && word.length() > 2)
        .map(word -> word.substring(2))
        .filter(name -> !groups.containsKey(new Data.Text(name)))
        .toList();
  }

  private List<String> words(String group, Set<String> within, boolean first) {
    List<String> defined = defined(group);
    if (defined.isEmpty() || !within.add(group)) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    boolean expanded = false;
    for (String word : defined) {
      if (word.length() >= 3 && word.startsWith("N@")) {
        expanded = true;
        words.addAll(words(word.substring(2), within, false));
      } else {
        words.add(word);
      }
    }
    within.remove(group);
    Optional<String> plain = asListOrRegex(defined);
    if (plain.isPresent() && !(first && expanded)) {
      return List.of(plain.get());
    }
    if (!words.isEmpty() && (!first || expanded)) {
      words.addFirst("(");
      words.addLast(")");
    }
    return words;
  }

  private List<String> defined(String group) {
    return switch (groups.getOrDefault(new Data.Text(group), Data.Nil.NIL)) {
      case Data.Text(String text) -> Arrays.asList(text.strip().split("\\s+"));
      case Data.Seq(var items) -> items.stream().map(Nodegroups::word).toList();
      case Data _ -> List.of();
    };
  }

  private static String word(Data item) {
    return switch (item) {
      case Data.Text(String text) -> text;
      case Data.Int(long number) -> Long.toString(number);
      case Data other -> String.valueOf(other);
    };
  }

  /// Words without operators, types and wildcards are ids, or an expression over ids.
  private static Optional<String> asListOrRegex(List<String> words) {
    boolean plain =
        words.stream()
            .noneMatch(w -> OPERATORS.contains(w) || w.contains("*") || TYPED.matcher(w).matches());
    if (!plain) {
      return Optional.empty();
    }
    boolean regex = words.stream().anyMatch(w -> REGEX.matcher(w).matches());
    return Optional.of((regex ? "E@" : "L@") + String.join(",", words));
  }
}
