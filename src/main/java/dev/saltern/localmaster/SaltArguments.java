package dev.saltern.localmaster;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Arguments of a function as people type them, read as the `salt` command reads them
/// (`parse_input` and `yamlify_arg` in salt/utils/args.py): `name=value` has a name, each value is
/// YAML where that gives more than the text itself.
public final class SaltArguments {
  private static final Pattern NAMED =
      Pattern.compile(
          "^([^\\d\\W][\\w.-]*)=(?!=)(.*)$", Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES);

  private static final Pattern DIGITS = Pattern.compile("\\s*[0-9_]*\\s*");

  private SaltArguments() {}

  /// The arguments as a job carries them: those without a name in order, then one map with
  /// `__kwarg__` of those that have one.
  public static Data.Seq parse(List<String> typed) {
    List<Data> arguments = new ArrayList<>();
    Map<Data, Data> named = new LinkedHashMap<>();
    for (String text : typed) {
      Matcher name = NAMED.matcher(text);
      if (name.lookingAt()) {
        named.put(new Data.Text(name.group(1)), value(name.group(2)));
      } else {
        arguments.add(jidAsText(value(text)));
      }
    }
    if (!named.isEmpty()) {
      Map<Data, Data> map = new LinkedHashMap<>();
      map.put(new Data.Text("__kwarg__"), new Data.Bool(true));
      map.putAll(named);
      arguments.add(new Data.Dict(map));
    }
    return new Data.Seq(arguments);
  }

  /// What one typed value means.
  static Data value(String text) {
    Data asTyped = new Data.Text(text);
    String bare = text.strip();
    boolean noYaml =
        bare.isEmpty()
            || bare.equals("---")
            || bare.equals("...")
            || text.startsWith("%") // a directive without a document, which Salt's loader refuses
            || (text.contains("_") && DIGITS.matcher(text).matches())
            || text.chars().anyMatch(c -> c == '\t' || c == '\r' || c == '\n');
    if (noYaml) {
      return asTyped;
    }
    if (text.equals("None")) {
      return Data.Nil.NIL;
    }
    try {
      return chosen(text, SaltYaml.value(text), asTyped);
    } catch (SaltYaml.Broken _) {
      return asTyped;
    }
  }

  /// The YAML, but for what only looks like some: `a: b` and `- a` are texts, and a `#` is no
  /// comment.
  private static Data chosen(String text, Data yaml, Data asTyped) {
    boolean comment = text.contains("#") && (yaml instanceof Data.Text || yaml == Data.Nil.NIL);
    if (comment) {
      return asTyped;
    }
    return switch (yaml) {
      case Data.Dict _ -> text.startsWith("{") ? yaml : asTyped;
      case Data.Seq _ -> text.startsWith("[") ? yaml : asTyped;
      case Data.Text(String value) when value.isEmpty() && (text.equals("|") || text.equals("!")) ->
          asTyped;
      case Data.Nil _ when text.equals("!") -> asTyped;
      case Data.Bytes _, Data.Ext _ -> asTyped;
      case Data.Nil _, Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _, Data.Text _ -> yaml;
    };
  }

  private static Data jidAsText(Data value) {
    return switch (value) {
      case Data.BigInt(var number) when Jid.parse(number.toString()).isPresent() ->
          new Data.Text(number.toString());
      case Data.Int(long number) when Jid.parse(Long.toString(number)).isPresent() ->
          new Data.Text(Long.toString(number));
      case Data other -> other;
    };
  }
}
