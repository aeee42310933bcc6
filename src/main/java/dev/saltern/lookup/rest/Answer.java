package dev.saltern.lookup.rest;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// How answers are written.
final class Answer {
  private static final String JSON = "application/json";

  private Answer() {}

  /// One thing.
  static void one(ServerResponse response, Data.Dict thing) {
    send(response, JSON, JsonText.write(thing));
  }

  /// A page of a list.
  ///
  /// @param next the URL of the next page and its token
  static void list(ServerResponse response, List<Data.Dict> items, Optional<NextPage> next) {
    next.ifPresent(n -> response.header(HeaderNames.LINK, "<" + n.url() + ">; rel=\"next\""));
    Data token = next.<Data>map(n -> new Data.Text(n.token())).orElse(Data.Nil.NIL);
    send(response, JSON, JsonText.write(Data.dict("items", items, "next", token)));
  }

  /// What went wrong.
  static void problem(ServerResponse response, Problem problem) {
    response.status(problem.status());
    problem
        .more()
        .retryAfter()
        .ifPresent(t -> response.header(HeaderNames.RETRY_AFTER, Long.toString(t.toSeconds())));
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    send(response, Problem.MEDIA_TYPE, problem.json());
  }

  private static void send(ServerResponse response, String type, String text) {
    response.header(HeaderNames.CONTENT_TYPE, type);
    response.send(text.getBytes(StandardCharsets.UTF_8));
  }
}
