package dev.saltern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What people type at a MoM: the same minions and exit codes through Saltern as through stock
/// salt-syndic, on one tree, one after the other. Saltern sends up only what somebody waits for,
/// with no job small enough to go up by its size.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealSaltParityIT {

  /// Those alone: to `*` the MoM also waits for the syndics, whose keys it has accepted too.
  private static final String MINIONS = "[abc]1";

  /// The commands, by what is tried.
  private static final Map<String, List<String>> COMMANDS = commands();

  private RealTree tree;

  private static Map<String, List<String>> commands() {
    var commands = new LinkedHashMap<String, List<String>>();
    commands.put("salt", List.of("salt", "*", "test.ping", "--out=json"));
    commands.put("salt, a function that is no kin", List.of("salt", "*", "test.echo", "x"));
    commands.put("salt, slower than the timeout", List.of("salt", "*", "test.sleep", "8"));
    commands.put("--static", List.of("salt", "--static", "--out=json", "*", "test.echo", "x"));
    commands.put("-b 2", List.of("salt", "-b", "2", "--out=json", "*", "test.echo", "x"));
    commands.put("--subset", List.of("salt", "--subset=3", MINIONS, "test.echo", "x"));
    commands.put("a function that fails", List.of("salt", "*", "test.retcode", "3"));
    commands.put("an exception", List.of("salt", "*", "test.raise_exception"));
    commands.put("a list", List.of("salt", "-L", "a1,b1", "test.echo", "x"));
    commands.put("a grain", List.of("salt", "-G", "id:c1", "test.echo", "x"));
    commands.put("a compound", List.of("salt", "-C", "a1 or b1", "test.echo", "x"));
    commands.put("nobody", List.of("salt", "nobody*", "test.ping"));
    commands.put("manage.status", List.of("salt-run", "manage.status", "--out=json"));
    commands.put("manage.up", List.of("salt-run", "manage.up", "--out=json"));
    commands.put("jobs.active", List.of("salt-run", "jobs.active", "--out=json"));
    commands.put("orchestrate", List.of("salt-run", "state.orchestrate", "orch", "--out=json"));
    return commands;
  }

  @BeforeAll
  void start() throws Exception {
    tree = RealTree.start(RealTree.MOM_ASKS_MYSQL, "");
    Files.writeString(tree.salt().states("mom").resolve("orch.sls"), ORCHESTRATION);
    for (String master : List.of("sm1", "sm2")) {
      Files.writeString(tree.salt().states(master).resolve("web.sls"), STATE);
    }
  }

  private static final String ORCHESTRATION =
      """
      echo:
        salt.function:
          - name: test.echo
          - tgt: '[abc]1'
          - arg: [x]
      web:
        salt.state:
          - tgt: '[abc]1'
          - sls: web
      """;

  private static final String STATE =
      """
      nothing:
        test.succeed_without_changes
      """;

  @AfterAll
  void end() throws Exception {
    if (tree != null) {
      tree.close();
    }
  }

  @Test
  void theSameMinionsAndExitCodesAsThroughStock() throws Exception {
    tree.startSyndics();
    Map<String, String> stock = results();
    tree.stopSyndics();
    tree.startNodes("forward.returns: watched\nwatched.minions_max: 0\n");

    Map<String, String> ours = results();

    ours.forEach(
        (what, result) ->
            System.out.println("parity: " + what + ": " + stock.get(what) + " / " + result));
    assertThat(ours).isEqualTo(stock);
  }

  private Map<String, String> results() throws Exception {
    var results = new TreeMap<String, String>();
    for (var command : COMMANDS.entrySet()) {
      List<String> words = command.getValue();
      RealSalt.Output output =
          tree.salt()
              .output(
                  "mom", words.getFirst(), words.subList(1, words.size()).toArray(new String[0]));
      results.put(command.getKey(), output.exitCode() + " " + minions(output.text()));
    }
    return results;
  }

  /// The minions that stand in an output, with `-` before one that did not return.
  private static List<String> minions(String text) {
    var found = new ArrayList<String>();
    for (String minion : List.of("a1", "b1", "c1")) {
      Matcher name = Pattern.compile("\\b" + minion + "\\b").matcher(text);
      if (name.find()) {
        boolean silent =
            Pattern.compile(minion + ":?\\W+(Minion did not return|.?Minion did not)")
                .matcher(text)
                .find();
        found.add(silent ? "-" + minion : minion);
      }
    }
    return found;
  }
}
