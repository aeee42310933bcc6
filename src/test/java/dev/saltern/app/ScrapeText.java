package dev.saltern.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a scrape, read as Prometheus reads it.
record ScrapeText(Map<String, String> types, List<Sample> samples) {
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  /// One line of numbers.
  record Sample(String name, Map<String, String> labels, double value) {}

  static ScrapeText parse(String text) {
    var types = new TreeMap<String, String>();
    var samples = new ArrayList<Sample>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", -1);
        types.put(words[2], words[3]);
      } else if (!line.startsWith("#")) {
        samples.add(sample(line));
      }
    }
    return new ScrapeText(types, samples);
  }

  private static Sample sample(String line) {
    Matcher match = LINE.matcher(line);
    if (!match.matches()) {
      throw new IllegalArgumentException("no line of a scrape: " + line);
    }
    var labels = new TreeMap<String, String>();
    Matcher label = LABEL.matcher(match.group(2) == null ? "" : match.group(2));
    while (label.find()) {
      labels.put(label.group(1), label.group(2));
    }
    return new Sample(match.group(1), labels, Double.parseDouble(match.group(3)));
  }

  /// The value of the one sample of that name whose labels have these, names and values in turn.
  double value(String name, String... labels) {
    List<Sample> found =
        samples.stream()
            .filter(sample -> sample.name.equals(name))
            .filter(
                sample -> {
                  boolean all = true;
                  for (int i = 0; i < labels.length; i += 2) {
                    all &= labels[i + 1].equals(sample.labels.get(labels[i]));
                  }
                  return all;
                })
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(name + ": expected one sample, found " + found);
    }
    return found.getFirst().value;
  }
}
