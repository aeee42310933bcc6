package dev.saltern.app;

import dev.saltern.job.MinionId;
import dev.saltern.jobcache.mysql.MySqlJobLookup;
import dev.saltern.localmaster.MasterConfigException;
import dev.saltern.localmaster.Nodegroups;
import dev.saltern.localmaster.PublishAnswer;
import dev.saltern.lookup.cli.ExitCode;
import dev.saltern.lookup.cli.FollowOptions;
import dev.saltern.lookup.cli.Following;
import dev.saltern.lookup.cli.OutputOptions;
import dev.saltern.lookup.cli.TerminalText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `saltern run TGT FUN [ARG..]` > [RunClient] > [Following]: publishes at the master of this
/// machine as `salt` does, then reads the returns from the job cache, so that none need cross the
/// MoM.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description =
        "Run a function on minions as 'salt' does, and follow it in the job cache. On a master, as"
            + " a user that may publish there.",
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  saltern run '*' test.ping",
      "  saltern run -G 'os:Debian' state.apply nginx test=True --min-percent 95",
      "  saltern run -C 'G@os:Debian and not web*' cmd.run 'uptime' --out jsonl",
      "  saltern run '*' state.apply --batch-size 10%%",
      "  saltern run '*' state.apply --async"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every minion returned well; with --min-percent: enough of them; with --async: published",
      "1:a minion failed or is missing",
      "2:the command line is wrong",
      "3:no minion matches, or none is expected to answer",
      "69:the job cache or the master cannot be reached",
      "70:an error of ours",
      "77:the key file cannot be read, or the master or the job cache refused us",
      "78:the configuration is wrong"
    })
final class RunCommand implements Callable<Integer> {
  private static final Pattern BATCH =
      Pattern.compile("(\\d{1,7}(?:\\.\\d{1,3})?)%|([1-9]\\d{0,6})");

  @Mixin private final RunTarget target = new RunTarget();

  @Parameters(index = "0", paramLabel = "TGT", description = "Whom it is for: a glob unless told.")
  private String tgt = "";

  @Parameters(
      index = "1",
      paramLabel = "FUN",
      description = "The function; several with commas between them.")
  private String fun = "";

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "ARG",
      description =
          "Its arguments: read as YAML, name=value for those with a name. After --: also"
              + " those that begin with a dash.")
  private @Nullable List<String> arguments;

  @Option(names = "--async", description = "Print the jid and end; see 'saltern follow'.")
  private boolean async;

  @Option(
      names = {"-b", "--batch-size", "--batch"},
      paramLabel = "N|N%%",
      description =
          "Ask who answers (test.ping), then run it on N of those, or N %% of them, at a time.")
  private @Nullable String batch;

  @Mixin private final FollowOptions follow = new FollowOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws Exception {
    checkOptions();
    NodeConfig node = config.read();
    RunClient.Order order = order();
    String user =
        RunClient.user(
            System.getProperty("user.name", "root"), System.getenv().getOrDefault("SUDO_USER", ""));
    try (RunClient client = new RunClient(node.master(), user)) {
      if (async) {
        config.out().println(client.publish(order).jid());
        config.out().flush();
        return ExitCode.OK.number();
      }
      try (var jobCache = new MySqlJobLookup(node.mysql())) {
        jobCache.nodes(); // before the job is published: who cannot follow it had better not start
        var following = new Following(config.commandLine(), jobCache, follow, output);
        return run(client, order, following).number();
      }
    } catch (RunClient.RefusedException e) {
      say(String.valueOf(e.getMessage()));
      return e.exitCode().number();
    }
  }

  private void checkOptions() {
    try {
      follow.minPercent();
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
    if (batch != null && async) {
      throw wrong(new IllegalArgumentException("--batch-size and --async exclude each other"));
    }
    if (batch != null && !BATCH.matcher(batch).matches()) {
      throw wrong(
          new IllegalArgumentException("--batch-size: expected N or N%, found '" + batch + "'"));
    }
  }

  private RunClient.Order order() throws ConfigException {
    try {
      Optional<Nodegroups> groups =
          target.needsNodegroups()
              ? Optional.of(Nodegroups.read(config.folder()))
              : Optional.empty();
      return new RunClient.Order(
          target.published(tgt, groups),
          RunJob.parse(fun, arguments == null ? List.of() : arguments),
          target.delimiter());
    } catch (MasterConfigException e) {
      throw new ConfigException(e.problems().stream().map(Object::toString).toList());
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  private ExitCode run(RunClient client, RunClient.Order order, Following following)
      throws Exception {
    if (batch == null) {
      return one(client, order, following);
    }
    RunJob ping = RunJob.parse("test.ping", List.of());
    PublishAnswer.Published asked =
        client.publish(new RunClient.Order(order.target(), ping, order.delimiter()));
    List<MinionId> there = following.answered(asked.jid());
    if (there.isEmpty()) {
      say("No minions matched the target, or none answers.");
      return ExitCode.NOTHING_FOUND;
    }
    int size = batchSize(there.size());
    ExitCode worst = ExitCode.OK;
    for (int from = 0; from < there.size(); from += size) {
      List<MinionId> now = there.subList(from, Math.min(from + size, there.size()));
      say(
          "Executing run on %d minions, %d to %d of %d"
              .formatted(now.size(), from + 1, from + now.size(), there.size()));
      ExitCode ended = one(client, order.forIds(now), following);
      if (ended != ExitCode.OK && ended != ExitCode.MINION_FAILED) {
        return ended;
      }
      worst = worst == ExitCode.OK ? ended : worst;
    }
    return worst;
  }

  private ExitCode one(RunClient client, RunClient.Order order, Following following)
      throws Exception {
    PublishAnswer.Published published = client.publish(order);
    say("jid: " + published.jid());
    if (!published.missing().isEmpty()) {
      say(
          "The master does not know: "
              + String.join(", ", published.missing().stream().map(MinionId::text).toList()));
    }
    return following.follow(published.jid());
  }

  /// As Salt counts: a percentage of less than one minion is one.
  int batchSize(int minions) {
    String text = String.valueOf(batch);
    if (!text.endsWith("%")) {
      return Integer.parseInt(text);
    }
    double share = Double.parseDouble(text.substring(0, text.length() - 1)) / 100 * minions;
    return Math.max(1, (int) Math.min(share, minions));
  }

  private ParameterException wrong(IllegalArgumentException e) {
    return new ParameterException(config.commandLine(), String.valueOf(e.getMessage()), e);
  }

  private void say(String text) {
    PrintWriter err = config.err();
    err.println(TerminalText.safe(text));
    err.flush();
  }
}
