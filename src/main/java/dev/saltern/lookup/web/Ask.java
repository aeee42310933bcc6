package dev.saltern.lookup.web;

import dev.saltern.lookup.BadFilterException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What somebody asked of a page. Immutable.
///
/// @param path as in the address, encoded
/// @param names what stands in the path's places, decoded
/// @param query the parameters that have a text, in their order
/// @param part whether htmx asks, which shows a part of the page only
record Ask(String path, Map<String, String> names, Map<String, String> query, boolean part) {
  /// The token of a list's page, as every list of ours has it.
  static final String AFTER = "after";

  Ask {
    names = Map.copyOf(names);
    query = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(query));
  }

  /// What stands in one place of the path.
  String name(String place) {
    return names.getOrDefault(place, "");
  }

  String text(String parameter) {
    return query.getOrDefault(parameter, "").strip();
  }

  Optional<String> after() {
    return Optional.ofNullable(query.get(AFTER));
  }

  /// The parameters without some.
  Map<String, String> without(String... parameters) {
    Map<String, String> rest = new LinkedHashMap<>(query);
    List.of(parameters).forEach(rest::remove);
    return rest;
  }

  /// The same page with a parameter set, or taken away by an empty text; from its first entry.
  String with(String parameter, String text) {
    Map<String, String> changed = without(AFTER);
    changed.put(parameter, text);
    return Links.with(path, changed);
  }

  /// The same page from a token on.
  String page(String token) {
    Map<String, String> changed = without(AFTER);
    changed.put(AFTER, token);
    return Links.with(path, changed);
  }

  /// The same page from its first entry.
  String firstPage() {
    return Links.with(path, without(AFTER));
  }

  /// Refuses parameters that are none of these.
  void allow(List<String> parameters) throws BadFilterException {
    for (String parameter : query.keySet()) {
      if (!parameters.contains(parameter)) {
        throw new BadFilterException(
            JobLine.cut(parameter, 60),
            parameters.isEmpty()
                ? "no such parameter; there are none"
                : "no such parameter; there are " + String.join(", ", parameters));
      }
    }
  }
}
