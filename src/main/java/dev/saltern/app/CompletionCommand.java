package dev.saltern.app;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `saltern completion`: prints the completion script of a shell.
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Print the completion script for bash or zsh.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:the command line is wrong"},
    footer = {
      "%nExamples:",
      "  source <(saltern completion bash)     # in ~/.bashrc",
      "  source <(saltern completion zsh)      # in ~/.zshrc"
    })
final class CompletionCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private String shell = "";

  @Override
  public void run() {
    var here = Objects.requireNonNull(spec, "picocli sets it").commandLine();
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw new ParameterException(here, "no completion for '" + shell + "'; there are bash, zsh");
    }
    here.getOut().print(new Completions(Main.commandLine()).script());
    here.getOut().flush();
  }
}
