package dev.saltern.app;

import dev.saltern.job.Data;
import dev.saltern.localmaster.SaltArguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A function and its arguments as the `salt` command makes them of what was typed: a comma in the
/// function makes a job of several, whose arguments are parted by commas (`SaltCMDOptionParser` in
/// salt/utils/parsers.py). Immutable.
///
/// @param fun one name, or a list of names
/// @param arg its arguments, or a list of arguments for each
record RunJob(Data fun, Data.Seq arg) {
  private static final String SEPARATOR = ",";

  /// @throws IllegalArgumentException where several functions have not arguments for each
  static RunJob parse(String fun, List<String> typed) {
    if (!fun.contains(SEPARATOR)) {
      return new RunJob(new Data.Text(fun), SaltArguments.parse(typed));
    }
    List<String> functions = Arrays.asList(fun.split(SEPARATOR, -1));
    List<List<String>> parts =
        typed.stream().filter(SEPARATOR::equals).count() == functions.size() - 1
            ? standingAlone(typed)
            : within(typed);
    if (parts.size() != functions.size()) {
      throw new IllegalArgumentException(
          "%d functions and arguments for %d: part them by commas that stand alone"
              .formatted(functions.size(), parts.size()));
    }
    return new RunJob(
        Data.of(functions), new Data.Seq(parts.stream().<Data>map(SaltArguments::parse).toList()));
  }

  private static List<List<String>> standingAlone(List<String> typed) {
    List<List<String>> parts = start();
    for (String word : typed) {
      if (word.equals(SEPARATOR)) {
        parts.add(new ArrayList<>());
      } else {
        parts.getLast().add(word);
      }
    }
    return parts;
  }

  private static List<List<String>> within(List<String> typed) {
    List<List<String>> parts = start();
    for (String word : typed) {
      String[] pieces = word.split(SEPARATOR, -1);
      for (int i = 0; i < pieces.length; i++) {
        if (i > 0) {
          parts.add(new ArrayList<>());
        }
        if (!pieces[i].isEmpty()) {
          parts.getLast().add(pieces[i]);
        }
      }
    }
    return parts;
  }

  private static List<List<String>> start() {
    return new ArrayList<>(List.of(new ArrayList<String>()));
  }
}
