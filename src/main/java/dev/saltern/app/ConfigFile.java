package dev.saltern.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads `<folder>/saltern` and `<folder>/saltern.d/*.conf` (in the order of their names, a later
/// value wins), then the environment. `mysql: {host: x}` and `mysql.host: x` are the same. Every
/// problem is found before any is told.
final class ConfigFile {
  private static final int BYTES_MAX = 1 << 20;

  private final Map<ConfigKey, ConfigValues.Value> values = new EnumMap<>(ConfigKey.class);
  private final List<String> problems = new ArrayList<>();

  private ConfigFile() {}

  /// The values of a folder and an environment.
  static ConfigValues read(Path folder, Map<String, String> environment) throws ConfigException {
    var reading = new ConfigFile();
    for (Path file : reading.files(folder)) {
      reading.readFile(file);
    }
    reading.readEnvironment(environment);
    if (!reading.problems.isEmpty()) {
      throw new ConfigException(reading.problems);
    }
    return new ConfigValues(reading.values);
  }

  private List<Path> files(Path folder) {
    var files = new ArrayList<Path>();
    if (Files.exists(folder.resolve("saltern"))) {
      files.add(folder.resolve("saltern"));
    }
    Path more = folder.resolve("saltern.d");
    if (Files.isDirectory(more)) {
      try (Stream<Path> entries = Files.list(more)) {
        entries.filter(f -> f.toString().endsWith(".conf")).sorted().forEach(files::add);
      } catch (IOException e) {
        problems.add(more + ": cannot be read: " + e.getMessage());
      }
    }
    return files;
  }

  private void readFile(Path file) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        problems.add(file + ": more than 1 MiB is no configuration of ours");
        return;
      }
      var options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      options.setMaxAliasesForCollections(0);
      Node root = new Yaml(options).compose(Files.newBufferedReader(file, StandardCharsets.UTF_8));
      if (root instanceof MappingNode map) {
        readMap(file, "", map);
      } else if (root != null) {
        problems.add(file + ": expected `key: value` lines");
      }
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      problems.add("%s:%d: no valid YAML: %s".formatted(file, line, e.getProblem()));
    } catch (IOException | RuntimeException e) {
      problems.add(file + ": cannot be read: " + e.getMessage());
    }
  }

  private void readMap(Path file, String prefix, MappingNode map) {
    for (NodeTuple entry : map.getValue()) {
      int line = entry.getKeyNode().getStartMark().getLine() + 1;
      String origin = file + ":" + line;
      String key = prefix + (entry.getKeyNode() instanceof ScalarNode s ? s.getValue() : "?");
      switch (entry.getValueNode()) {
        case MappingNode inner -> readMap(file, key + ".", inner);
        case ScalarNode scalar -> set(key, scalar.getValue(), origin);
        case SequenceNode items ->
            set(
                key,
                items.getValue().stream()
                    .map(n -> n instanceof ScalarNode s ? s.getValue() : "?")
                    .collect(Collectors.joining(",")),
                origin);
        default -> problems.add("%s: %s: expected a value".formatted(origin, key));
      }
    }
  }

  private void readEnvironment(Map<String, String> environment) {
    for (ConfigKey key : ConfigKey.values()) {
      String value = environment.get(key.variable());
      String file = environment.get(key.variable() + "_FILE");
      if (value != null) {
        set(key.key(), value, "environment " + key.variable());
      }
      if (file != null) {
        try {
          set(
              key.key(),
              Files.readString(Path.of(file)).strip(),
              "file of " + key.variable() + "_FILE");
        } catch (IOException e) {
          problems.add("%s_FILE: %s cannot be read".formatted(key.variable(), file));
        }
      }
    }
  }

  private void set(String name, String text, String origin) {
    ConfigKey.named(name)
        .ifPresentOrElse(
            key ->
                ConfigValues.problem(key.kind(), text)
                    .ifPresentOrElse(
                        expected ->
                            problems.add(
                                "%s: %s: expected %s, found %s"
                                    .formatted(
                                        origin,
                                        name,
                                        expected,
                                        key.kind() == ConfigKey.Kind.SECRET
                                            ? "***"
                                            : "'" + text + "'")),
                        () -> values.put(key, new ConfigValues.Value(text, origin))),
            () ->
                problems.add(
                    "%s: unknown key %s; did you mean %s?"
                        .formatted(origin, name, ConfigKey.nearest(name).key())));
  }
}
