package dev.saltern.localmaster;

import dev.saltern.job.Data;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/// One file of Salt's configuration as Salt's own loader reads it: YAML 1.1 (`yes` and `on` are
/// true), dates stay text, a key that stands twice is an error, and a number with leading zeros is
/// *decimal* (`salt.utils.yamlloader` strips the zeros: `0700` is 700). Confined to one call.
///
/// Only nodes are composed, never objects, so each top-level key keeps its line and no tag can make
/// a class.
final class SaltYaml {
  /// The most values one file may expand to; aliases count each time they are used.
  static final int VALUES_MAX = 100_000;

  private static final int DEPTH_MAX = 50;

  /// What Python's YAML takes for a float; snakeyaml also takes `1e3`.
  private static final Pattern FLOAT =
      Pattern.compile(
          "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
              + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*"
              + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

  private static final Set<Tag> KNOWN_TAGS =
      Set.of(
          Tag.STR,
          Tag.NULL,
          Tag.BOOL,
          Tag.INT,
          Tag.FLOAT,
          Tag.TIMESTAMP,
          Tag.SEQ,
          Tag.MAP,
          Tag.MERGE);

  private final Path file;
  private int values;

  private SaltYaml(Path file) {
    this.file = file;
  }

  /// The settings in `text`, in their order.
  ///
  /// @throws Broken where Salt would refuse the file
  static Map<String, Setting> parse(Path file, String text) throws Broken {
    return new SaltYaml(file).document(text);
  }

  /// The one value that `text` is, as Salt's loader reads it; nil for a text without any.
  ///
  /// @throws Broken where Salt's loader would refuse it, a tag it does not know included
  static Data value(String text) throws Broken {
    Node root = compose(text);
    if (root == null) {
      return Data.Nil.NIL;
    }
    requireKnownTags(root, 0);
    return new SaltYaml(Path.of("argument")).data(root);
  }

  private static void requireKnownTags(Node node, int depth) throws Broken {
    if (!KNOWN_TAGS.contains(node.getTag()) || depth > DEPTH_MAX) {
      throw new Broken(lineOf(node), "expected a value Salt knows, found " + node.getTag());
    }
    switch (node) {
      case SequenceNode seq -> {
        for (Node item : seq.getValue()) {
          requireKnownTags(item, depth + 1);
        }
      }
      case MappingNode map -> {
        for (NodeTuple tuple : map.getValue()) {
          requireKnownTags(tuple.getKeyNode(), depth + 1);
          requireKnownTags(tuple.getValueNode(), depth + 1);
        }
      }
      default -> {
        // a scalar has nothing below it
      }
    }
  }

  /// A file that is no configuration: at which line (from 1), and why.
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;
    private final int line;

    Broken(int line, String message) {
      super(message);
      this.line = line;
    }

    int line() {
      return line;
    }
  }

  private Map<String, Setting> document(String text) throws Broken {
    Node root = compose(text);
    if (root == null || root.getTag().equals(Tag.NULL)) {
      return Map.of();
    }
    if (!(root instanceof MappingNode mapping)) {
      throw new Broken(lineOf(root), "expected `key: value` lines, found " + kind(root));
    }
    var settings = new LinkedHashMap<String, Setting>();
    for (NodeTuple tuple : flatten(mapping)) {
      Node key = tuple.getKeyNode();
      if (key instanceof ScalarNode name) {
        Data value = data(tuple.getValueNode());
        settings.put(
            name.getValue(),
            new Setting(name.getValue(), value, new Origin.Line(file, lineOf(name))));
      }
    }
    return settings;
  }

  private static @org.jspecify.annotations.Nullable Node compose(String text) throws Broken {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setNestingDepthLimit(DEPTH_MAX);
    options.setMaxAliasesForCollections(1000);
    options.setMergeOnCompose(false);
    var reader = new StreamReader(text);
    try {
      return new Composer(new ParserImpl(reader, options), new Resolver(), options).getSingleNode();
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new Broken(line, "no valid YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new Broken(1, "no valid YAML: " + firstLine(e));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // The parser trusts a tag and an escape to be whole, and says no line where they are not.
      throw new Broken(reader.getLine() + 1, "no valid YAML: " + e.getMessage());
    }
  }

  /// The entries of a map with `<<` merged in: its own win, then those of an earlier merged map.
  private List<NodeTuple> flatten(MappingNode mapping) throws Broken {
    var own = new LinkedHashMap<String, NodeTuple>();
    var merged = new LinkedHashMap<String, NodeTuple>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (++values > VALUES_MAX) {
        throw new Broken(lineOf(mapping), "more than " + VALUES_MAX + " values in one file");
      }
      Node key = tuple.getKeyNode();
      if (key.getTag().equals(Tag.MERGE)) {
        for (MappingNode from : mergeSources(tuple.getValueNode())) {
          flatten(from).forEach(t -> merged.putIfAbsent(identity(t.getKeyNode()), t));
        }
      } else if (own.put(identity(key), tuple) != null) {
        throw new Broken(lineOf(key), "the key `" + shown(key) + "` stands twice");
      }
    }
    own.forEach(merged::put);
    return List.copyOf(merged.values());
  }

  private static List<MappingNode> mergeSources(Node value) throws Broken {
    List<Node> nodes = value instanceof SequenceNode s ? s.getValue() : List.of(value);
    var sources = new ArrayList<MappingNode>();
    for (Node node : nodes) {
      if (!(node instanceof MappingNode m)) {
        throw new Broken(lineOf(node), "`<<` merges maps, found " + kind(node));
      }
      sources.add(m);
    }
    return sources;
  }

  private Data data(Node node) throws Broken {
    if (++values > VALUES_MAX) {
      throw new Broken(lineOf(node), "more than " + VALUES_MAX + " values in one file");
    }
    return switch (node) {
      case ScalarNode scalar -> {
        try {
          boolean text =
              scalar.getTag().equals(Tag.FLOAT) && !FLOAT.matcher(scalar.getValue()).matches();
          yield YamlScalar.of(text ? Tag.STR : scalar.getTag(), scalar.getValue());
        } catch (NumberFormatException _) {
          throw new Broken(lineOf(node), "no number: " + shown(node));
        }
      }
      case SequenceNode seq -> {
        var items = new ArrayList<Data>();
        for (Node item : seq.getValue()) {
          items.add(data(item));
        }
        yield new Data.Seq(items);
      }
      case MappingNode map -> {
        var entries = new LinkedHashMap<Data, Data>();
        for (NodeTuple tuple : flatten(map)) {
          entries.put(data(tuple.getKeyNode()), data(tuple.getValueNode()));
        }
        yield new Data.Dict(entries);
      }
      default -> throw new Broken(lineOf(node), "expected a value, found " + kind(node));
    };
  }

  private static String identity(Node key) {
    return key instanceof ScalarNode s
        ? s.getTag() + " " + s.getValue()
        : "line " + key.getStartMark().getIndex();
  }

  private static String shown(Node node) {
    return node instanceof ScalarNode s ? s.getValue() : kind(node);
  }

  private static String kind(Node node) {
    return switch (node.getNodeId()) {
      case scalar -> "a text";
      case sequence -> "a list";
      case mapping -> "a map";
      case anchor -> "an alias";
    };
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static String firstLine(YAMLException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
