package dev.saltern.app;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Reads server-sent events on a thread of its own.
final class TailClient implements AutoCloseable {
  private final HttpResponse<InputStream> answer;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  TailClient(HttpRequest.Builder request, HttpClient client)
      throws IOException, InterruptedException {
    answer =
        client.send(
            request.header("Accept", "text/event-stream").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    reader = Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (var in =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      in.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException _) {
      // closed, here or there
    }
  }

  HttpResponse<InputStream> answer() {
    return answer;
  }

  boolean ended() {
    return !reader.isAlive();
  }

  Optional<String> lastId() {
    return values("id: ").stream().reduce((_, later) -> later);
  }

  List<String> events() {
    return values("event: ");
  }

  List<Data.Dict> data() throws Exception {
    var found = new java.util.ArrayList<Data.Dict>();
    for (String json : values("data: ")) {
      found.add((Data.Dict) JsonText.read(json));
    }
    return found;
  }

  /// One value of each message.
  List<String> names(String name) throws Exception {
    return data().stream().flatMap(d -> d.text(name).stream()).toList();
  }

  private List<String> values(String field) {
    return lines.stream()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()))
        .toList();
  }

  @Override
  public void close() {
    try {
      answer.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
