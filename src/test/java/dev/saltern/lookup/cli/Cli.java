package dev.saltern.lookup.cli;

import dev.saltern.lookup.FakeJobLookup;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The lookup commands below a `saltern` of their own, over a job cache in memory.
final class Cli {
  static final Instant NOW = Instant.parse("2026-11-24T15:30:00Z");

  /// What a command did.
  record Ended(int exitCode, String out, String err) {}

  @Command(name = "saltern")
  private static final class Root {}

  private final LookupSource source;
  private Terminal terminal = new Terminal(false, Map.of());
  private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private Pause pause = Pause.real();
  private int step;

  /// How often the job cache was closed.
  int closed;

  Cli(FakeJobLookup jobs) {
    this.source = _ -> new LookupSource.Opened(jobs, () -> closed++);
  }

  Cli(LookupSource source) {
    this.source = source;
  }

  Cli on(Terminal other) {
    terminal = other;
    return this;
  }

  /// Makes each pause of a command do this, and move its clock.
  Cli pausing(Runnable[] steps) {
    pause =
        time -> {
          clock = Clock.offset(clock, time);
          if (step < steps.length) {
            steps[step++].run();
          } else if (clock.instant().isAfter(NOW.plusSeconds(7200))) {
            throw new InterruptedException("two hours");
          }
        };
    return this;
  }

  Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    return run(new PrintWriter(out), out, arguments);
  }

  Ended run(PrintWriter to, StringWriter out, String... arguments) {
    StringWriter err = new StringWriter();
    CommandLine root = new CommandLine(new Root());
    var here =
        new LookupCommands.Surroundings(source, new MovedClock(), terminal, t -> pause.sleep(t));
    LookupCommands.addTo(root, here, _ -> true);
    CliErrors.install(root);
    root.setOut(to);
    root.setErr(new PrintWriter(err, true));
    int exitCode = root.execute(arguments);
    to.flush();
    return new Ended(exitCode, out.toString(), err.toString());
  }

  private final class MovedClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return clock.withZone(zone);
    }

    @Override
    public Instant instant() {
      return clock.instant();
    }
  }
}
