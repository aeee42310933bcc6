package dev.saltern.lookup.web;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What a page answers.
///
/// @param headers besides those that every answer has
record Answer(int status, String mediaType, byte[] body, Map<String, String> headers) {
  private static final String HTML = "text/html; charset=utf-8";

  static Answer html(int status, String html) {
    return new Answer(status, HTML, html.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /// To another page.
  static Answer see(String href) {
    return new Answer(302, HTML, new byte[0], Map.of("Location", href));
  }

  /// A file to keep. Its name has nothing in it that a header or a file system minds.
  static Answer file(String mediaType, String name, byte[] body) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
    return new Answer(
        200,
        mediaType,
        body,
        Map.of("Content-Disposition", "attachment; filename=\"" + plain + "\""));
  }
}
