package dev.saltern.jobcache.mysql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The SQL blocks of a page of the documentation.
final class SqlPage {
  private SqlPage() {}

  /// The statements of the page's blocks, under the heading each block stands below.
  static Map<String, List<String>> read(String... path) throws IOException {
    Map<String, List<String>> found = new LinkedHashMap<>();
    String heading = "";
    boolean sql = false;
    StringBuilder block = new StringBuilder();
    for (String line : Files.readAllLines(Path.of("docs", path))) {
      if (line.startsWith("## ")) {
        heading = line.substring(3);
      } else if (line.equals("```sql")) {
        sql = true;
      } else if (line.equals("```") && sql) {
        sql = false;
        List<String> statements = found.computeIfAbsent(heading, _ -> new ArrayList<>());
        for (String statement : block.toString().split(";\n", -1)) {
          if (!statement.isBlank()) {
            statements.add(statement);
          }
        }
        block.setLength(0);
      } else if (sql) {
        block.append(line).append('\n');
      }
    }
    return found;
  }
}
