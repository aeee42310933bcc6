package dev.saltern.lookup.rest;

import io.helidon.webserver.http.ServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Where a list goes on: the same query with a token. Immutable.
record NextPage(String url, String token) {
  /// The parameter that has the token.
  static final String PARAMETER = "after";

  static NextPage of(ServerRequest request, Parameters parameters, String token) {
    Map<String, String> query = new TreeMap<>(parameters.texts());
    query.put(PARAMETER, token);
    return new NextPage(
        request.prologue().uriPath().rawPath()
            + query.entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
                .collect(Collectors.joining("&", "?", "")),
        token);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
