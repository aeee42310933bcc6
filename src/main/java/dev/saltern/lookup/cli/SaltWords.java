package dev.saltern.lookup.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What somebody means who types the words of `salt-run`, or a verb before our noun.
final class SaltWords {
  private static final Map<String, String> COMMANDS =
      Map.ofEntries(
          Map.entry("lookup_jid", "job JID"),
          Map.entry("list_job", "job JID"),
          Map.entry("print_job", "job JID"),
          Map.entry("exit_success", "job JID --exit-status"),
          Map.entry("list_jobs", "jobs"),
          Map.entry("list_jobs_filter", "jobs --limit N"),
          Map.entry("active", "jobs --running"),
          Map.entry("last_run", "jobs --last"),
          Map.entry("state.event", "events --follow"),
          Map.entry("state_events", "events --follow"),
          Map.entry("manage.up", "minions"),
          Map.entry("manage.down", "minions"),
          Map.entry("manage.status", "minions"),
          Map.entry("returns", "job JID"),
          Map.entry("watch", "follow JID"),
          Map.entry("tail", "follow JID"),
          Map.entry("migrate", "db migrate"),
          Map.entry("import", "db import"),
          Map.entry("retain", "db retain"));

  private static final List<String> VERBS = List.of("get", "list", "ls", "show", "describe");

  private SaltWords() {}

  /// The command for words that are none.
  static Optional<String> meaning(List<String> words) {
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String first = words.getFirst();
    if (VERBS.contains(first)) {
      return words.size() == 1
          ? Optional.of("jobs")
          : Optional.of(words.get(1)).filter(LookupCommands.names()::contains);
    }
    return Optional.ofNullable(
        COMMANDS.get(first.startsWith("jobs.") ? first.substring("jobs.".length()) : first));
  }
}
