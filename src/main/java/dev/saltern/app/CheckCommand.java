package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.localmaster.Entry;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `saltern check`: reads the configuration, looks at the local master, the job cache and each MoM,
/// and says what is as it should be. What it writes to try it, it takes back.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Check the configuration, the local master, MySQL and each MoM.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well; with --compare: the same",
      "1:something is not; with --compare: a job differs",
      "3:with --compare: nothing differs, but a job is not there to compare",
      "69:with --compare: MySQL or the job cache directory cannot be read",
      "78:the configuration is wrong"
    },
    footer = {
      "%nExamples:",
      "  saltern check --values",
      "  saltern check --compare 20261124120000000000",
      "  saltern check --compare-last 100"
    })
final class CheckCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(names = "--values", description = "Print each value with the place it comes from.")
  private boolean values;

  @Option(
      names = "--outage",
      paramLabel = "HOURS",
      defaultValue = "24",
      description = "The longest outage to catch up after, in hours (default: ${DEFAULT-VALUE}).")
  private int outageHours;

  @Option(
      names = "--shadow",
      description = "Check for `saltern node --shadow`: its spool, and no MoM is asked.")
  private boolean shadow;

  @Mixin private final Comparing comparing = new Comparing();

  @Override
  public Integer call() throws ConfigException, IOException, JobCacheUnavailableException {
    NodeConfig node = config.read();
    if (comparing.isWanted()) {
      return comparing.run(node, config.commandLine());
    }
    PrintWriter out = config.out();
    if (values) {
      printValues(node, out);
    }
    Node.Mode mode = shadow ? Node.Mode.SHADOW : Node.Mode.RELAY;
    List<Check> checks = new ArrayList<>();
    checks.addAll(node.master().settings(Duration.ofHours(outageHours)));
    checks.addAll(new SiteChecks(node, config.folder(), mode).all());
    checks.addAll(node.master().files());
    checks.addAll(new Probe(node).checks(mode));
    checks.forEach(
        check ->
            out.printf(
                "%-4s %-24s %s%n", check.ok() ? "ok" : "FAIL", check.name(), check.message()));
    out.flush();
    return checks.stream().allMatch(Check::ok) ? 0 : 1;
  }

  private static void printValues(NodeConfig node, PrintWriter out) {
    for (ConfigKey key : ConfigKey.values()) {
      out.println(node.values().line(key));
    }
    for (Entry entry : node.master().entries()) {
      out.printf("%s = %s   (%s)%n", entry.key(), entry.value(), entry.origin());
    }
    out.println();
  }
}
