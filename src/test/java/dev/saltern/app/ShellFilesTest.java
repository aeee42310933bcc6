package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The completion scripts and manual pages that the build makes.
class ShellFilesTest {
  private static final Path BASH = Path.of("/bin/bash");
  private static final Path GROFF = Path.of("/usr/bin/groff");

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    ShellFiles.write(folder, "1.2.3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "saltern jo               | jobs job",
        "saltern job --mis        | --missing",
        "saltern job ''           | jid:",
        "saltern job 2026         | jid:2026",
        "saltern job --failed ''  | jid:",
        "saltern diff 1 2         | jid:2",
        "saltern job --minion we  | minion:we",
        "saltern jobs --minion '' | minion:",
      })
  void bashCompletesWhatStandsThere(String line, String expected) throws Exception {
    assumeTrue(Files.isExecutable(BASH), "no /bin/bash here");

    assertThat(completed(line)).isEqualTo(expected);
  }

  @Test
  void theValueOfAnotherOptionIsNoJid() throws Exception {
    assumeTrue(Files.isExecutable(BASH), "no /bin/bash here");

    assertThat(completed("saltern job --out ''")).doesNotContain("jid");
  }

  @Test
  void theScriptsAndTheLauncherAreGoodBash() throws Exception {
    assumeTrue(Files.isExecutable(BASH), "no /bin/bash here");

    for (Path script : List.of(folder.resolve("completions/saltern.bash"), Path.of("saltern"))) {
      assertThat(output(List.of(BASH.toString(), "-n", script.toString()), folder.resolve("err")))
          .isEmpty();
      assertThat(folder.resolve("err")).as("%s", script).isEmptyFile();
    }
  }

  @Test
  void whatAMinionCallsItselfIsNeverRun() throws Exception {
    assumeTrue(Files.isExecutable(BASH), "no /bin/bash here");
    Path trace = folder.resolve("run");

    String completed = completed("saltern job --minion '$(touch " + trace + ")'");

    assertThat(completed).startsWith("minion:");
    assertThat(trace).doesNotExist();
  }

  @Test
  void everyManualPageIsGoodRoff() throws Exception {
    List<Path> pages = pages();
    assertThat(pages)
        .extracting(p -> p.getFileName().toString())
        .contains("saltern.1", "saltern-job.1", "saltern-spool-dead-show.1")
        .noneMatch(name -> name.contains("__"));
    assumeTrue(Files.isExecutable(GROFF), "no groff here to read the manual pages with");

    for (Path page : pages) {
      assertThat(
              output(
                  List.of(
                      GROFF.toString(), "-man", "-ww", "-Tutf8", "-P-c", "-P-bou", page.toString()),
                  folder.resolve("err")))
          .contains("NAME", "SYNOPSIS", "DESCRIPTION");
      assertThat(folder.resolve("err")).as("%s", page).isEmptyFile();
    }
  }

  @Test
  void aManualPageHasEveryOptionAndExitCode() throws Exception {
    String page = Files.readString(folder.resolve("man/man1/saltern-job.1"));

    assertThat(page)
        .startsWith(".TH \"saltern-job\" 1 \"\" \"Saltern 1.2.3\" \"Saltern\"\n")
        .contains("\\fB\\-\\-missing\\fR")
        .contains("\\fB\\-o\\fR, \\fB\\-\\-out\\fR, \\fB\\-\\-output\\fR \\fIFORMAT\\fR")
        .contains(".TP\n69\nthe job cache cannot be reached\n")
        .contains("saltern job latest \\-\\-missing\n");
  }

  private List<Path> pages() throws IOException {
    try (Stream<Path> pages = Files.list(folder.resolve("man/man1"))) {
      return pages.sorted().toList();
    }
  }

  /// What bash offers for a line, with a `saltern` that says what it was asked for.
  private String completed(String line) throws Exception {
    Path saltern = folder.resolve("bin/saltern");
    Files.createDirectories(saltern.resolveSibling("."));
    Files.writeString(saltern, "#!/bin/sh\n[ \"$1 $3\" = '__complete --' ] && echo \"$2:$4\"\n");
    Files.setPosixFilePermissions(saltern, PosixFilePermissions.fromString("rwx------"));
    String script =
        """
        PATH=%s:$PATH
        source %s
        COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _complete_saltern_live 2>/dev/null
        echo "${COMPREPLY[@]}"
        """
            .formatted(saltern.getParent(), folder.resolve("completions/saltern.bash"), line);
    return output(List.of(BASH.toString(), "-c", script), folder.resolve("err")).strip();
  }

  private static String output(List<String> command, Path errors) throws Exception {
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return out;
  }
}
