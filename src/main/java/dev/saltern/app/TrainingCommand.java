package dev.saltern.app;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What the launcher records once, so that the JVM finds what a lookup needs ready made the next
/// time (an ahead-of-time cache): lookups as people make them, with nothing printed. Fails where
/// the job cache cannot be asked: then there is nothing to learn.
@Command(name = "__training", hidden = true, description = "For the launcher.")
final class TrainingCommand implements Runnable, CommandLine.IExitCodeGenerator {
  private static final List<List<String>> LOOKUPS =
      List.of(
          List.of("jobs", "--limit", "20"),
          List.of("job", "latest", "--summary"),
          List.of("job", "latest", "--out", "json"));

  private static final List<List<String>> REST =
      List.of(List.of("--help"), List.of("job", "--help"), List.of("job", "nonsense"));

  @Option(
      names = {"-c", "--config-dir"},
      description = "As for the lookups.")
  private @Nullable Path folder;

  private int exitCode;

  @Override
  public void run() {
    REST.forEach(this::execute);
    for (List<String> lookup : LOOKUPS) {
      int ended = execute(lookup);
      // Nothing found is as good a lesson.
      exitCode = ended == 0 || ended == 3 ? exitCode : ended;
      if (exitCode != 0) {
        return;
      }
    }
  }

  private int execute(List<String> words) {
    var arguments = new java.util.ArrayList<>(words);
    if (folder != null && !words.contains("--help")) {
      arguments.addAll(List.of("-c", folder.toString()));
    }
    return Main.commandLine(words.toArray(String[]::new))
        .setOut(new PrintWriter(Writer.nullWriter()))
        .setErr(new PrintWriter(Writer.nullWriter()))
        .execute(arguments.toArray(String[]::new));
  }

  @Override
  public int getExitCode() {
    return exitCode;
  }
}
