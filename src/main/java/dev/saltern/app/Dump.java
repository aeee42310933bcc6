package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.spool.SpoolException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What a node was doing at one moment, in a file beside its spool: how each part is, the ledger,
/// what waits where, and every thread with its stack. Counts and names only: nothing a minion
/// returned, no setting and no key is in it.
final class Dump {
  /// How many are kept; the oldest go.
  static final int KEPT_MAX = 10;

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'dump-'yyyyMMdd'T'HHmmss.SSS'Z.txt'").withZone(ZoneOffset.UTC);

  private Dump() {}

  /// Writes one and removes the oldest beyond [#KEPT_MAX].
  static Path write(Node node, Path folder, Instant now) throws IOException {
    Path file = folder.resolve(NAME.format(now));
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text(node, now), StandardOpenOption.WRITE);
    for (Path old : older(folder)) {
      Files.deleteIfExists(old);
    }
    return file;
  }

  private static List<Path> older(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().matches("dump-\\d{8}T\\d{6}\\.\\d{3}Z\\.txt"))
          .sorted(Comparator.comparing((Path f) -> f.getFileName().toString()).reversed())
          .skip(KEPT_MAX)
          .toList();
    }
  }

  private static String text(Node node, Instant now) {
    var text = new StringWriter();
    var out = new PrintWriter(text);
    process(now, out);
    section("state", out);
    out.println(node.status());
    section("parts", out);
    for (Check check : node.checks()) {
      out.printf("%-4s %-24s %s%n", check.ok() ? "ok" : "FAIL", check.name(), check.message());
    }
    section("queues", out);
    out.println(node.waiting() + " arrivals wait in memory for the disk");
    spool(node, out);
    section("metrics", out);
    metrics(node, out);
    section("threads", out);
    threads(out);
    out.flush();
    return text.toString();
  }

  private static void section(String name, PrintWriter out) {
    out.printf("%n== %s%n", name);
  }

  private static void process(Instant now, PrintWriter out) {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    Runtime memory = Runtime.getRuntime();
    out.printf(
        "saltern %s, Java %s, pid %d, %s, up %s%n",
        Version.text(),
        Runtime.version(),
        runtime.getPid(),
        now,
        Duration.ofSeconds(runtime.getUptime() / 1000));
    out.printf(
        "heap: %d MiB used of %d, %d MiB at most%n",
        (memory.totalMemory() - memory.freeMemory()) >> 20,
        memory.totalMemory() >> 20,
        memory.maxMemory() >> 20);
  }

  private static void spool(Node node, PrintWriter out) {
    try {
      node.spoolLines().forEach(out::println);
      section("ledger", out);
      node.ledger().forEach(out::println);
      out.println(node.deadLetters() + " dead letters");
    } catch (SpoolException e) {
      out.println("the spool cannot be read: " + e.getMessage());
    }
  }

  private static void metrics(Node node, PrintWriter out) {
    try (var metrics = new Metrics(node.metrics())) {
      metrics.scrape().lines().filter(line -> line.startsWith("saltern_")).forEach(out::println);
    }
  }

  private static void threads(PrintWriter out) {
    var threads = ManagementFactory.getThreadMXBean();
    long[] stuck = threads.findDeadlockedThreads();
    Set<Long> deadlocked =
        stuck == null ? Set.of() : Set.copyOf(Arrays.stream(stuck).boxed().toList());
    ThreadInfo[] all = threads.dumpAllThreads(true, true);
    Arrays.sort(all, Comparator.comparing(ThreadInfo::getThreadName));
    for (ThreadInfo thread : all) {
      out.printf(
          "\"%s\" %d %s%s%n",
          thread.getThreadName(),
          thread.getThreadId(),
          thread.getThreadState(),
          deadlocked.contains(thread.getThreadId()) ? " DEADLOCKED" : "");
      if (thread.getLockName() != null) {
        out.printf(
            "    waits for %s%s%n",
            thread.getLockName(),
            thread.getLockOwnerName() == null ? "" : " held by " + thread.getLockOwnerName());
      }
      StackTraceElement[] stack = thread.getStackTrace();
      for (int depth = 0; depth < stack.length; depth++) {
        out.println("    at " + stack[depth]);
        for (MonitorInfo monitor : thread.getLockedMonitors()) {
          if (monitor.getLockedStackDepth() == depth) {
            out.println("    holds " + monitor);
          }
        }
      }
    }
  }
}
