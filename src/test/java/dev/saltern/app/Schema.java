package dev.saltern.app;

import dev.saltern.job.Data;
import java.util.ArrayList;
import java.util.List;

/// What of JSON Schema our OpenAPI file uses: `type`, `enum`, `properties`, `required`,
/// `additionalProperties: false`, `items`, `oneOf`, `$ref`.
final class Schema {
  private final Data.Dict document;
  private final List<String> problems = new ArrayList<>();

  Schema(Data.Dict document) {
    this.document = document;
  }

  /// What in `value` is not as the schema of a path's answer says; nothing where all is.
  List<String> problems(String path, Data value) {
    problems.clear();
    Data.Dict schema =
        at("paths", path, "get", "responses", "200", "content", "application/json", "schema");
    check("$", schema, value);
    return List.copyOf(problems);
  }

  private Data.Dict at(String... names) {
    Data.Dict here = document;
    for (String name : names) {
      here = here.dict(name).orElseThrow(() -> new AssertionError("no " + name));
    }
    return here;
  }

  private void check(String where, Data.Dict schema, Data value) {
    if (schema.text("$ref").isPresent()) {
      String name = schema.text("$ref").get().replaceFirst(".*/", "");
      check(where, at("components", "schemas", name), value);
      return;
    }
    if (schema.list("oneOf").isPresent()) {
      boolean any =
          schema.list("oneOf").get().stream()
              .anyMatch(
                  one -> {
                    var alone = new Schema(document);
                    alone.check(where, (Data.Dict) one, value);
                    return alone.problems.isEmpty();
                  });
      if (!any) {
        problems.add(where + ": none of oneOf");
      }
      return;
    }
    schema.get("type").ifPresent(type -> type(where, type, value));
    schema
        .list("enum")
        .filter(allowed -> !allowed.contains(value))
        .ifPresent(allowed -> problems.add(where + ": not one of " + allowed + ": " + value));
    switch (value) {
      case Data.Dict dict -> members(where, schema, dict);
      case Data.Seq(var items) ->
          schema
              .dict("items")
              .ifPresent(of -> items.forEach(item -> check(where + "[]", of, item)));
      default -> {}
    }
  }

  private void members(String where, Data.Dict schema, Data.Dict value) {
    for (Data name : schema.list("required").orElse(List.of())) {
      if (!value.entries().containsKey(name)) {
        problems.add(where + ": lacks " + name);
      }
    }
    schema
        .dict("properties")
        .ifPresent(
            properties ->
                value
                    .entries()
                    .forEach(
                        (name, member) ->
                            properties
                                .dict(name.asText().orElseThrow())
                                .ifPresentOrElse(
                                    of -> check(where + "." + name.asText().get(), of, member),
                                    () -> problems.add(where + ": has " + name))));
  }

  private void type(String where, Data type, Data value) {
    List<Data> types = type instanceof Data.Seq(var items) ? items : List.of(type);
    String found =
        switch (value) {
          case Data.Nil _ -> "null";
          case Data.Bool _ -> "boolean";
          case Data.Int _, Data.BigInt _ -> "integer";
          case Data.Real _ -> "number";
          case Data.Text _, Data.Bytes _, Data.Ext _ -> "string";
          case Data.Seq _ -> "array";
          case Data.Dict _ -> "object";
        };
    boolean fits =
        types.contains(new Data.Text(found))
            || (found.equals("integer") && types.contains(new Data.Text("number")));
    if (!fits) {
      problems.add(where + ": is " + found + ", expected " + types);
    }
  }
}
