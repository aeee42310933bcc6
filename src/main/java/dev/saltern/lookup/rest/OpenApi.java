package dev.saltern.lookup.rest;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// `/openapi.json`: what there is, for programs.
final class OpenApi {
  private static final String FILE = "openapi.json";

  private final byte[] document = read();

  Route route() {
    return Route.one("/" + FILE, this::answer);
  }

  private void answer(ServerRequest request, Parameters parameters, ServerResponse response) {
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.header(HeaderNames.CACHE_CONTROL, "private, no-cache");
    response.send(document.clone());
  }

  private static byte[] read() {
    try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
