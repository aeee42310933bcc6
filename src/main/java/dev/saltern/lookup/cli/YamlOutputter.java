package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import java.util.List;
import java.util.Map;

/// `--out yaml`: one document of the same shape as `--out json`, in the block style and with the
/// sorted keys of Salt's own YAML. Written row by row.
final class YamlOutputter implements Outputter {
  private final YamlWriter yaml;
  private final Style style;
  private boolean inMissing;
  private List<Map.Entry<String, Data>> rest = List.of();

  YamlOutputter(Printer printer, Style style) {
    this.yaml = new YamlWriter(printer);
    this.style = style;
  }

  @Override
  public void jobs(List<JobSummary> newestFirst) throws Printer.ClosedException {
    yaml.beginMap();
    for (JobSummary job : Returns.oldestFirst(newestFirst)) {
      yaml.key(job.jid().text());
      yaml.value(SaltJob.listed(job));
    }
    yaml.endMap();
  }

  @Override
  public void begin(JobSummary job) throws Printer.ClosedException {
    if (style.returnsOnly()) {
      yaml.beginMap();
      return;
    }
    yaml.beginMap();
    yaml.key(job.jid().text());
    yaml.beginMap();
    List<Map.Entry<String, Data>> keys = sorted(SaltJob.printed(job));
    rest = keys.stream().filter(e -> e.getKey().compareTo("Result") > 0).toList();
    for (Map.Entry<String, Data> entry : keys) {
      if (!rest.contains(entry)) {
        yaml.key(entry.getKey());
        yaml.value(entry.getValue());
      }
    }
    yaml.key("Result");
    yaml.beginMap();
  }

  @Override
  public void row(JobRow row) throws Printer.ClosedException {
    if (!style.returnsOnly() && row instanceof JobRow.Absent && !inMissing) {
      inMissing = true;
      yaml.endMap();
      yaml.key("Missing");
      yaml.beginMap();
    }
    yaml.key(row.minion().text());
    switch (row) {
      case JobRow.Answered(var stored) when !style.returnsOnly() -> yaml.value(stored.fullReturn());
      case JobRow.Absent(var missing) when !style.returnsOnly() ->
          yaml.value(Returns.missing(missing));
      case JobRow any -> yaml.value(Returns.value(any));
    }
  }

  @Override
  public void end() throws Printer.ClosedException {
    yaml.endMap();
    if (!style.returnsOnly()) {
      for (Map.Entry<String, Data> entry : rest) {
        yaml.key(entry.getKey());
        yaml.value(entry.getValue());
      }
      yaml.endMap();
      yaml.endMap();
    }
  }

  private static List<Map.Entry<String, Data>> sorted(Data.Dict job) {
    return job.entries().entrySet().stream()
        .map(e -> Map.entry(PythonText.str(e.getKey()), e.getValue()))
        .sorted(Map.Entry.comparingByKey())
        .toList();
  }
}
