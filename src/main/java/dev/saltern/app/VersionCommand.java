package dev.saltern.app;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `saltern version`: as `saltern --version`.
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    versionProvider = Version.Provider.class,
    description = "Print which Saltern this is: version, commit, date.")
final class VersionCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    var command = Objects.requireNonNull(spec, "picocli sets it").commandLine();
    command.printVersionHelp(command.getOut());
    command.getOut().flush();
  }
}
