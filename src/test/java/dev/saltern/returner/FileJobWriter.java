package dev.saltern.returner;

import dev.saltern.Check;
import dev.saltern.job.Arrival;
import dev.saltern.job.Return;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.EntryForm;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobWriter;
import dev.saltern.jobcache.Stored;
import dev.saltern.jobcache.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A job cache in a file that outlives the process: one line a row, its key and the position that
/// made it. A batch is one write, so a SIGKILL leaves it whole or (rarely) cut in its last line.
/// Away now and then. Thread-safe.
final class FileJobWriter implements JobWriter {
  private final Path file;
  private final Random random;
  private final Map<String, Long> rows;

  FileJobWriter(Path file, long seed) throws IOException {
    this.file = file;
    this.random = new Random(seed);
    this.rows = rows(file);
    Files.writeString(file, text(rows)); // without a line that was cut
  }

  static Map<String, Long> rows(Path file) throws IOException {
    var rows = new HashMap<String, Long>();
    String text = Files.exists(file) ? Files.readString(file) : "";
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      int space = line.indexOf(' ');
      rows.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
    }
    return rows;
  }

  private static String text(Map<String, Long> rows) {
    var text = new StringBuilder();
    rows.forEach((key, position) -> text.append(key).append(' ').append(position).append('\n'));
    return text.toString();
  }

  @Override
  public EntryForm form() {
    return new EntryForm("master", 4 << 20);
  }

  @Override
  public synchronized Written write(List<? extends Entry> batch)
      throws JobCacheUnavailableException {
    if (random.nextInt(20) == 0) {
      throw new JobCacheUnavailableException("away for a moment", new Exception());
    }
    var made = new HashMap<String, Long>();
    var stored = new EnumMap<Kind, Stored>(Kind.class);
    for (Entry entry : batch) {
      Arrival arrival = EntryReader.arrival(entry);
      String key = key(arrival);
      long by = rows.getOrDefault(key, made.getOrDefault(key, entry.position()));
      if (!rows.containsKey(key)) {
        made.putIfAbsent(key, entry.position());
      }
      int ours = by == entry.position() ? 1 : 0;
      stored.merge(Kind.of(arrival), new Stored(ours, 0, 1 - ours), Stored::plus);
    }
    try {
      Files.write(file, text(made).getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new JobCacheUnavailableException("disk", e);
    }
    rows.putAll(made);
    return FakeJobWriter.written(stored);
  }

  static String key(Arrival arrival) {
    return arrival instanceof Return r ? r.minion().text() : arrival.getClass().getSimpleName();
  }

  @Override
  public Check check() {
    return Check.ok("file", "here");
  }
}
