package dev.saltern.localmaster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The files a Python `glob` pattern stands for: `*`, `?` and `[..]` in any part, names that start
/// with a dot only where the pattern says so.
final class FileGlob {
  private FileGlob() {}

  /// The matches of an absolute pattern, sorted by name as Salt sorts them.
  ///
  /// @throws IOException where a directory cannot be listed
  static List<Path> expand(Path pattern) throws IOException {
    List<Path> found = List.of(pattern.getRoot());
    for (Path part : pattern.normalize()) {
      found = step(found, part.toString());
    }
    return found.stream().sorted(java.util.Comparator.comparing(Path::toString)).toList();
  }

  private static List<Path> step(List<Path> directories, String part) throws IOException {
    var next = new ArrayList<Path>();
    boolean literal = part.chars().noneMatch(c -> c == '*' || c == '?' || c == '[');
    for (Path directory : directories) {
      if (literal) {
        Path only = directory.resolve(part);
        if (Files.exists(only, LinkOption.NOFOLLOW_LINKS)) {
          next.add(only);
        }
        continue;
      }
      Pattern name = Pattern.compile(regex(part), Pattern.DOTALL);
      boolean hidden = part.startsWith(".");
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          String text = entry.getFileName().toString();
          if ((hidden || !text.startsWith(".")) && name.matcher(text).matches()) {
            next.add(entry);
          }
        }
      } catch (NoSuchFileException | NotDirectoryException _) {
        // As for Python's glob: no directory, no match.
      }
    }
    return next;
  }

  private static String regex(String glob) {
    var out = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int end = c == '[' ? glob.indexOf(']', i + 2) : -1;
      if (c == '*') {
        out.append(".*");
      } else if (c == '?') {
        out.append('.');
      } else if (end > 0) {
        String set = glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
        out.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
        i = end;
      } else {
        out.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return out.toString();
  }
}
