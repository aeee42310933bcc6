package dev.saltern.localmaster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What `hash_type` may be: how a master names the directory of a job.
public enum HashType {
  MD5("MD5"),
  SHA1("SHA-1"),
  SHA224("SHA-224"),
  SHA256("SHA-256"),
  SHA384("SHA-384"),
  SHA512("SHA-512");

  static final Map<String, HashType> WORDS =
      Arrays.stream(values()).collect(Collectors.toMap(HashType::word, Function.identity()));

  private final String algorithm;

  HashType(String algorithm) {
    this.algorithm = algorithm;
  }

  /// The word of the configuration, such as `sha256`.
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /// The lower-case hex digest of a text.
  public String hex(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
