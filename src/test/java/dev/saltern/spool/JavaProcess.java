package dev.saltern.spool;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Another JVM on our class path, to be killed. What it says is a line between marks, so that a
/// line cut by the kill is told from a whole one, and ours from those of the log.
public final class JavaProcess {
  private JavaProcess() {}

  public static Process start(Class<?> main, String... arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        new ArrayList<>(
            List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /// SIGKILL; what the process has printed can still be read.
  public static void kill(Process process) throws InterruptedException {
    process.toHandle().destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("process " + process.pid() + " survived SIGKILL");
    }
  }

  /// Says a line, in the other JVM.
  public static synchronized void say(String line) {
    System.out.println("<" + line + ">");
    System.out.flush();
  }

  /// The next line it says; waits for it.
  public static String heard(BufferedReader out) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (whole(line)) {
        return unmarked(line);
      }
    }
    throw new IOException("the process ended and said no more");
  }

  /// All it said until its end.
  public static List<String> rest(BufferedReader out) {
    try (Stream<String> lines = out.lines()) {
      return lines.filter(JavaProcess::whole).map(JavaProcess::unmarked).toList();
    }
  }

  private static boolean whole(String line) {
    return line.startsWith("<") && line.endsWith(">");
  }

  private static String unmarked(String line) {
    return line.substring(1, line.length() - 1);
  }
}
