package dev.saltern.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/// What the build makes for shells and `man`: run by Maven after the classes are compiled.
public final class ShellFiles {
  private ShellFiles() {}

  /// Writes `completions/saltern.bash`, `completions/saltern.zsh` and `man/man1/*.1`.
  ///
  /// @param arguments the folder to write to, and the version to print
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), arguments[1]);
  }

  static void write(Path folder, String version) throws IOException {
    CommandLine root = Main.commandLine();
    Path completions = Files.createDirectories(folder.resolve("completions"));
    String script = new Completions(root).script();
    for (String shell : new String[] {"bash", "zsh"}) {
      Files.writeString(completions.resolve("saltern." + shell), script);
    }
    Path man = Files.createDirectories(folder.resolve("man").resolve("man1"));
    for (ManualPage page : ManualPage.all(root, version)) {
      Files.writeString(man.resolve(page.fileName()), page.text());
    }
  }
}
