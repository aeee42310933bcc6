package dev.saltern.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// An answer read from a socket by hand.
record RawAnswer(int statusCode, HttpHeaders headers, String body) {
  static RawAnswer read(InputStream in) throws IOException {
    String head = head(in);
    String[] lines = head.split("\r\n", -1);
    Map<String, List<String>> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers
          .computeIfAbsent(
              lines[i].substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(lines[i].substring(colon + 1).strip());
    }
    HttpHeaders parsed = HttpHeaders.of(headers, (_, _) -> true);
    int length = (int) parsed.firstValueAsLong("content-length").orElse(0);
    return new RawAnswer(
        Integer.parseInt(lines[0].split(" ", -1)[1]),
        parsed,
        new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) next);
    }
    return head.substring(0, head.length() - 4);
  }
}
