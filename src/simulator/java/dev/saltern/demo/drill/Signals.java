package dev.saltern.demo.drill;

import java.io.IOException;

/// Sends signals that Java has no words for.
final class Signals {
  private Signals() {}

  static void send(long pid, String signal) throws IOException, InterruptedException {
    // The shell's own kill: not every machine has one as a program.
    new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid).inheritIO().start().waitFor();
  }
}
