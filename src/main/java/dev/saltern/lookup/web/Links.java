package dev.saltern.lookup.web;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/// The addresses of pages. Whatever a minion called itself is one path segment: everything but the
/// unreserved characters of RFC 3986 is percent-encoded.
final class Links {
  private static final String UNRESERVED = "-._~";

  private Links() {}

  static String job(Jid jid) {
    return "/jobs/" + segment(jid.text());
  }

  static String returned(Jid jid, MinionId minion) {
    return job(jid) + "/" + segment(minion.text());
  }

  static String minion(MinionId minion) {
    return "/minions/" + segment(minion.text());
  }

  /// A path with a query of the parameters that have a text, in their order.
  static String with(String path, Map<String, String> query) {
    StringJoiner parts = new StringJoiner("&", "?", "").setEmptyValue("");
    query.forEach(
        (name, text) -> {
          if (!text.isEmpty()) {
            parts.add(segment(name) + "=" + segment(text));
          }
        });
    return path + parts;
  }

  /// One path segment, or one text in a query.
  static String segment(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || UNRESERVED.indexOf(c) >= 0;
      if (plain) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return out.toString();
  }
}
