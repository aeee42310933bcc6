package dev.saltern.lookup.web;

import dev.saltern.job.Data;
import dev.saltern.job.Functions;
import dev.saltern.job.MinionId;
import dev.saltern.wire.JsonText;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a person types to run a job again on some of its minions: `salt -L 'a,b' fun arg k=v`, safe
/// to paste into a shell whatever the minions called themselves.
final class SaltCommand {
  /// How many ids a command names. A shell takes more, a person does not.
  static final int IDS_MAX = 1_000;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
  private static final String KWARG = "__kwarg__";

  private SaltCommand() {}

  /// The command, for the ids that a list target can name: commas divide one, so an id with a comma
  /// cannot be in it.
  static String again(Data.Dict load, List<MinionId> minions) {
    String ids =
        minions.stream()
            .map(MinionId::text)
            .filter(id -> !id.contains(","))
            .limit(IDS_MAX)
            .collect(Collectors.joining(","));
    return "salt -L " + quoted(ids) + call(load);
  }

  /// The function and its arguments as typed: `state.apply web test=True`.
  static String call(String fun, Data.Dict load) {
    String arguments = arguments(load);
    return arguments.isEmpty() ? fun : fun + " " + arguments;
  }

  private static String call(Data.Dict load) {
    return " " + call(word(Functions.joined(load.get("fun"))), load);
  }

  /// The target as published: a list's ids with commas.
  static String target(Data.Dict load) {
    return switch (load.get("tgt").orElse(Data.Nil.NIL)) {
      case Data.Nil _ -> "";
      case Data.Text(String text) -> text;
      case Data.Seq(var ids) ->
          ids.stream().map(SaltCommand::text).collect(Collectors.joining(","));
      case Data other -> JsonText.write(other);
    };
  }

  /// The arguments as typed; empty where there are none.
  static String arguments(Data.Dict load) {
    StringJoiner all = new StringJoiner(" ");
    for (Data argument : load.list("arg").orElse(List.of())) {
      if (argument instanceof Data.Dict named && named.bool(KWARG).orElse(false)) {
        named(named, all);
      } else {
        all.add(word(text(argument)));
      }
    }
    return all.toString();
  }

  private static void named(Data.Dict named, StringJoiner all) {
    for (Map.Entry<Data, Data> entry : named.entries().entrySet()) {
      String key = text(entry.getKey());
      if (!key.equals(KWARG)) {
        all.add(word(key + "=" + text(entry.getValue())));
      }
    }
  }

  private static String text(Data value) {
    return switch (value) {
      case Data.Text(String text) -> text;
      // Salt reads an argument as YAML: what JSON writes means the same there.
      case Data.Bool(boolean yes) -> yes ? "True" : "False";
      case Data other -> JsonText.write(other);
    };
  }

  /// A word as a shell takes it.
  static String word(String text) {
    return PLAIN.matcher(text).matches() ? text : quoted(text);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
