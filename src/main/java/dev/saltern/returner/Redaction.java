package dev.saltern.returner;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Functions;
import dev.saltern.job.Glob;
import dev.saltern.job.Load;
import dev.saltern.job.Return;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What must not be readable in the job cache: values under certain keys, at any depth, and what
/// certain functions return and are called with. Each such value becomes [#STAND_IN]; that there
/// was one stays visible. Immutable, thread-safe.
///
/// @param keys globs over text keys, upper and lower case alike
/// @param functions globs over functions, such as `pillar.*`
public record Redaction(List<Glob> keys, List<Glob> functions) {
  /// In place of a value.
  public static final Data STAND_IN = new Data.Text("**REDACTED**");

  /// Nothing is hidden.
  public static final Redaction NONE = new Redaction(List.of(), List.of());

  public Redaction {
    keys = keys.stream().map(glob -> new Glob(lower(glob.text()))).toList();
    functions = List.copyOf(functions);
  }

  /// Whether it may change a return of a function: nothing else is opened for it.
  boolean touches(String fun) {
    return !keys.isEmpty() || secret(fun);
  }

  Load apply(Load load) {
    Data.Dict body = cleared(load.body(), secret(load.fun()), List.of("arg"));
    return new Load(load.jid(), body, load.mom(), load.expected(), load.source());
  }

  Return apply(Return answer) {
    List<String> whole = List.of("return", "fun_args");
    Data.Dict body = cleared(answer.body(), secret(answer.fun()), whole);
    return new Return(answer.jid(), answer.minion(), body, answer.source());
  }

  Event apply(Event event) {
    boolean secret = secret(Functions.joined(event.data().get("fun")));
    List<String> whole = List.of("return", "fun_args", "arg");
    return new Event(event.tag(), cleared(event.data(), secret, whole));
  }

  /// Whether one of the functions of a job is secret.
  private boolean secret(String fun) {
    return !functions.isEmpty()
        && List.of(fun.split(",", -1)).stream()
            .anyMatch(name -> functions.stream().anyMatch(glob -> glob.matches(name)));
  }

  private Data.Dict cleared(Data.Dict body, boolean secret, List<String> whole) {
    Data.Dict left = body;
    if (secret) {
      for (String key : whole) {
        left = left.get(key).isPresent() ? left.with(key, STAND_IN) : left;
      }
    }
    return keys.isEmpty() ? left : dict(left);
  }

  private Data.Dict dict(Data.Dict dict) {
    Map<Data, Data> entries = new LinkedHashMap<>();
    dict.entries().forEach((key, value) -> entries.put(key, hides(key) ? STAND_IN : value(value)));
    return new Data.Dict(entries);
  }

  private Data value(Data value) {
    return switch (value) {
      case Data.Dict inner -> dict(inner);
      case Data.Seq(List<Data> items) -> new Data.Seq(items.stream().map(this::value).toList());
      case Data.Nil _, Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _ -> value;
      case Data.Text _, Data.Bytes _, Data.Ext _ -> value;
    };
  }

  private boolean hides(Data key) {
    return key.asText()
        .map(text -> keys.stream().anyMatch(glob -> glob.matches(lower(text))))
        .orElse(false);
  }

  private static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }
}
