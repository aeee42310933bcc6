package dev.saltern.wire;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One PEM block: its label and the DER inside. Immutable.
record Pem(String label, byte[] der) {
  /// A key of 16384 bits takes some 12,600 characters.
  private static final int CHARACTERS_MAX = 32 * 1024;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]{1,40})-----\\s([A-Za-z0-9+/=\\s]*)-----END \\1-----");
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  static Pem parse(String text) throws WireException {
    String block = text.strip();
    if (block.length() > CHARACTERS_MAX) {
      throw new WireException(
          "expected a PEM text of at most " + CHARACTERS_MAX + " characters, found more");
    }
    Matcher matcher = BLOCK.matcher(block);
    if (!matcher.matches()) {
      throw new WireException("expected one PEM block without headers, found something else");
    }
    try {
      return new Pem(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2)));
    } catch (IllegalArgumentException _) { // its message would show characters of the key
      throw new WireException("expected base64 in a PEM block, found something else");
    }
  }

  /// The text with LF between the lines and none at the end, as Salt sends keys.
  String text() {
    return "-----BEGIN %s-----\n%s\n-----END %s-----"
        .formatted(label, LINES.encodeToString(der), label);
  }

  @Override
  public String toString() {
    return "Pem[" + label + "]";
  }
}
