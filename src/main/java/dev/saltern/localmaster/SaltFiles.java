package dev.saltern.localmaster;

import dev.saltern.job.Data;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/// One daemon's configuration as Salt puts it together: the main file, over it the files of
/// `default_include`, over those the files of `include`. Confined to one call.
///
/// The files of one include are merged as `salt.utils.dictupdate` does (maps deep, lists joined
/// without repeats); against the main file a key simply wins.
final class SaltFiles {
  /// The most one file may hold, and how many files and levels of `include` there may be.
  static final int FILE_BYTES_MAX = 4 << 20;

  static final int FILES_MAX = 1000;
  static final int INCLUDE_DEPTH_MAX = 10;

  private final Path main;
  private final List<Problem> problems;
  private final SequencedSet<Path> read = new LinkedHashSet<>();

  private SaltFiles(Path main, List<Problem> problems) {
    this.main = main;
    this.problems = problems;
  }

  /// The settings by key. What is wrong is added to `problems`, the rest is read all the same.
  static Map<String, Setting> load(Path main, String defaultInclude, List<Problem> problems) {
    return new SaltFiles(main, problems).load(defaultInclude);
  }

  private Map<String, Setting> load(String defaultInclude) {
    // A missing main file is no error for Salt: all defaults.
    Map<String, Setting> settings =
        new HashMap<>(Files.exists(main) ? file(main) : Map.<String, Setting>of());
    Setting include =
        settings.getOrDefault(
            "default_include",
            new Setting("default_include", new Data.Text(defaultInclude), Origin.DEFAULT));
    Setting more = settings.get("include");
    settings.putAll(included(include, main, 1));
    if (more != null) {
      settings.putAll(included(more, main, 1));
    }
    return settings;
  }

  private Map<String, Setting> included(Setting include, Path from, int depth) {
    if (depth > INCLUDE_DEPTH_MAX) {
      problem(include, "more than " + INCLUDE_DEPTH_MAX + " files include each other");
      return Map.of();
    }
    var merged = new LinkedHashMap<String, Setting>();
    for (String pattern : patterns(include)) {
      for (Path path : expand(include, pattern, from)) {
        Map<String, Setting> settings = new LinkedHashMap<>(file(path));
        Setting nested = settings.get("include");
        if (nested != null) {
          settings.putAll(included(nested, path, depth + 1));
        }
        settings.forEach((key, s) -> merged.merge(key, s, SaltFiles::merge));
      }
    }
    return merged;
  }

  private List<String> patterns(Setting include) {
    var patterns = new ArrayList<String>();
    List<Data> items =
        include.value() instanceof Data.Seq(var list) ? list : List.of(include.value());
    for (Data item : items) {
      switch (item) {
        case Data.Text(String text) -> patterns.add(text);
        case Data.Nil _ -> {}
        case Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _, Data.Bytes _ ->
            problem(include, "expected a path or a list of paths");
        case Data.Seq _, Data.Dict _, Data.Ext _ ->
            problem(include, "expected a path or a list of paths");
      }
    }
    return patterns;
  }

  private List<Path> expand(Setting include, String pattern, Path from) {
    String home = System.getProperty("user.home", "/");
    String text = pattern.startsWith("~/") ? home + pattern.substring(1) : pattern;
    Path directory = from.toAbsolutePath().getParent();
    try {
      return text.isEmpty() || directory == null
          ? List.of()
          : FileGlob.expand(directory.resolve(text));
    } catch (IOException | IllegalArgumentException e) {
      problem(include, "cannot list " + pattern + ": " + Unreadable.why(e));
      return List.of();
    }
  }

  private Map<String, Setting> file(Path path) {
    if (Files.isDirectory(path)) {
      return Map.of();
    }
    if (read.add(path) && read.size() > FILES_MAX) {
      problems.add(new Problem(path.toString(), "", "more than " + FILES_MAX + " files"));
      return Map.of();
    }
    try {
      return SaltYaml.parse(path, text(path));
    } catch (SaltYaml.Broken e) {
      problems.add(new Problem(path + ":" + e.line(), "", String.valueOf(e.getMessage())));
    } catch (AccessDeniedException _) {
      problems.add(new Problem(path.toString(), "", Unreadable.advice(path)));
    } catch (IOException e) {
      problems.add(new Problem(path.toString(), "", "cannot be read: " + Unreadable.why(e)));
    }
    return Map.of();
  }

  private static String text(Path path) throws IOException, SaltYaml.Broken {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(FILE_BYTES_MAX + 1);
    }
    if (bytes.length > FILE_BYTES_MAX) {
      throw new SaltYaml.Broken(1, "larger than " + FILE_BYTES_MAX + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Setting merge(Setting old, Setting later) {
    return new Setting(later.key(), merge(old.value(), later.value()), later.origin());
  }

  private static Data merge(Data old, Data later) {
    if (old instanceof Data.Dict(var before) && later instanceof Data.Dict(var after)) {
      var entries = new LinkedHashMap<>(before);
      after.forEach((key, value) -> entries.merge(key, value, SaltFiles::merge));
      return new Data.Dict(entries);
    }
    if (old instanceof Data.Seq(var before) && later instanceof Data.Seq(var after)) {
      var items = new ArrayList<>(before);
      after.stream().filter(item -> !items.contains(item)).forEach(items::add);
      return new Data.Seq(items);
    }
    return later;
  }

  private void problem(Setting setting, String message) {
    problems.add(new Problem(setting.origin().toString(), setting.key(), message));
  }
}
