package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A job under the keys, and in the order, that `salt-run jobs.list_jobs` and `jobs.print_job`
/// print it with: `Function`, `Arguments`, `Target`, `Target-type`, `User`, [`Metadata`],
/// [`Minions`], `StartTime`.
final class SaltJob {
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private SaltJob() {}

  /// As `jobs.list_jobs` shows a job.
  static Data.Dict listed(JobSummary job) {
    return with(job, false);
  }

  /// As `jobs.print_job` shows one, but for its `Result`.
  static Data.Dict printed(JobSummary job) {
    return with(job, true);
  }

  private static Data.Dict with(JobSummary job, boolean minions) {
    Data.Dict load = job.load();
    Map<Data, Data> keys = new LinkedHashMap<>();
    // The defaults are Salt's own for a load that lacks something.
    put(keys, "Function", load.get("fun").orElse(new Data.Text("unknown-function")));
    put(keys, "Arguments", arguments(load));
    put(keys, "Target", load.get("tgt").orElse(new Data.Text("unknown-target")));
    put(keys, "Target-type", load.get("tgt_type").orElse(new Data.Text("list")));
    put(keys, "User", load.get("user").orElse(new Data.Text("root")));
    load.get("metadata")
        .or(() -> load.dict("kwargs").flatMap(kwargs -> kwargs.get("metadata")))
        .ifPresent(metadata -> put(keys, "Metadata", metadata));
    Optional<Data> expected = minions ? load.get("Minions") : Optional.empty();
    expected.ifPresent(ids -> put(keys, "Minions", ids));
    put(keys, "StartTime", new Data.Text(startTime(job.jid())));
    return new Data.Dict(keys);
  }

  private static Data arguments(Data.Dict load) {
    return switch (load.get("arg").orElse(Data.Nil.NIL)) {
      case Data.Seq seq -> seq;
      case Data.Nil _ -> new Data.Seq(List.of());
      case Data other -> new Data.Seq(List.of(other));
    };
  }

  /// `2026, Nov 24 12:00:00.000000`; empty where the jid has no such month.
  static String startTime(Jid jid) {
    String t = jid.text();
    int month = Integer.parseInt(t.substring(4, 6));
    if (month < 1 || month > MONTHS.size()) {
      return "";
    }
    List<String> clock =
        new ArrayList<>(List.of(t.substring(8, 10), t.substring(10, 12), t.substring(12, 14)));
    return "%s, %s %s %s.%s"
        .formatted(
            t.substring(0, 4),
            MONTHS.get(month - 1),
            t.substring(6, 8),
            String.join(":", clock),
            t.substring(14, 20));
  }

  private static void put(Map<Data, Data> keys, String key, Data value) {
    keys.put(new Data.Text(key), value);
  }
}
