package dev.saltern.lookup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// Where the next page of a list starts, as text that means something only to us. It carries a
/// digest of the query it came from, so that a token taken to another query is refused rather than
/// answered with a page of something else. Immutable.
///
/// @param key the key of the last entry shown: a jid or a minion id
public record PageToken(String key) {
  private static final byte VERSION = 1;
  private static final int DIGEST_BYTES = 8;
  private static final int KEY_BYTES_MAX = 1020;
  private static final int TEXT_MAX = (1 + DIGEST_BYTES + KEY_BYTES_MAX) * 4 / 3 + 1;

  /// The text of this token, for the query that `query` spells.
  public String text(String query) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    ByteBuffer token = ByteBuffer.allocate(1 + DIGEST_BYTES + bytes.length);
    token.put(VERSION).put(digest(query)).put(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  /// The token that `text` is, which must have come from `query`.
  public static PageToken parse(String text, String query) throws BadFilterException {
    byte[] token = bytes(text);
    if (token.length <= 1 + DIGEST_BYTES || token[0] != VERSION) {
      throw noToken(text);
    }
    if (!Arrays.equals(token, 1, 1 + DIGEST_BYTES, digest(query), 0, DIGEST_BYTES)) {
      throw new BadFilterException(
          "after",
          "this token comes from another query; use it with the same filters, or leave it out to"
              + " start at the first page");
    }
    int start = 1 + DIGEST_BYTES;
    return new PageToken(new String(token, start, token.length - start, StandardCharsets.UTF_8));
  }

  static BadFilterException noToken(String text) {
    return new BadFilterException(
        "after",
        "expected the token printed with the page before; found '" + Excerpt.of(text) + "'");
  }

  private static byte[] bytes(String text) throws BadFilterException {
    try {
      return text.length() > TEXT_MAX ? new byte[0] : Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      throw noToken(text);
    }
  }

  private static byte[] digest(String query) {
    try {
      byte[] all =
          MessageDigest.getInstance("SHA-256").digest(query.getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(all, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
