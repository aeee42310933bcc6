package dev.saltern.lookup.rest;

import dev.saltern.job.Data;
import dev.saltern.lookup.Page;
import dev.saltern.wire.JsonText;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/// How answers are written: as JSON, piece by piece, so that a large one is not in memory a second
/// time.
final class Answer {
  private static final String JSON = "application/json";
  private static final int TAG_BYTES = 16;

  private Answer() {}

  /// One thing that may be another in a moment.
  static void changing(ServerRequest request, ServerResponse response, Data.Dict thing) {
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    send(request, response, thing);
  }

  /// One thing that stays as it is: it has a strong ETag, and 304 says that the asker has it.
  static void lasting(ServerRequest request, ServerResponse response, Data.Dict thing) {
    String tag = "\"" + digest(thing) + "\"";
    response.header(HeaderNames.ETAG, tag);
    response.header(HeaderNames.CACHE_CONTROL, "private, no-cache");
    if (request.headers().values(HeaderNames.IF_NONE_MATCH).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .anyMatch(known -> known.equals("*") || known.replaceFirst("^W/", "").equals(tag))) {
      response.status(304);
      response.send();
    } else {
      send(request, response, thing);
    }
  }

  /// A page of a list.
  ///
  /// @param record how one is shown
  static <T> Data.Dict list(Page<T> page, Function<T, Data.Dict> record) {
    return Data.dict(
        "items",
        page.items().stream().map(record).toList(),
        "next",
        page.next().<Data>map(Data.Text::new).orElse(Data.Nil.NIL));
  }

  /// Says where the list goes on.
  static void link(ServerResponse response, Optional<NextPage> next) {
    next.ifPresent(n -> response.header(HeaderNames.LINK, "<" + n.url() + ">; rel=\"next\""));
  }

  /// What went wrong.
  static void problem(ServerResponse response, Problem problem) {
    response.status(problem.status());
    problem
        .more()
        .retryAfter()
        .ifPresent(t -> response.header(HeaderNames.RETRY_AFTER, Long.toString(t.toSeconds())));
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    response.header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
    response.send(problem.json().getBytes(StandardCharsets.UTF_8));
  }

  /// A digest of the JSON of a thing, as text.
  static String digest(Data thing) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      write(thing, new DigestOutputStream(OutputStream.nullOutputStream(), sha));
      return HexFormat.of().formatHex(sha.digest(), 0, TAG_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (IOException e) {
      throw new IllegalStateException("no bytes go anywhere", e);
    }
  }

  private static void send(ServerRequest request, ServerResponse response, Data.Dict thing) {
    response.header(HeaderNames.CONTENT_TYPE, JSON);
    try {
      if (request.prologue().method().equals(Method.HEAD)) {
        var length = new LengthOf();
        write(thing, length); // a stream of an answer to HEAD would be sent
        response.contentLength(length.bytes);
        response.send();
      } else {
        write(thing, response.outputStream());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the asker is gone
    }
  }

  /// Counts what is written to it.
  private static final class LengthOf extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] some, int from, int length) {
      bytes += length;
    }
  }

  private static void write(Data thing, OutputStream to) throws IOException {
    try (Writer out = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8))) {
      JsonText.write(thing, out);
    }
  }
}
