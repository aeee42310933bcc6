package dev.saltern.wire;

import java.util.Optional;

/// How keys and tokens are encrypted with RSA; the name is what goes over the wire as `enc_algo`.
public enum OaepAlgorithm {
  SHA1("OAEP-SHA1"),
  SHA224("OAEP-SHA224");

  private final String wireName;

  OaepAlgorithm(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  public static Optional<OaepAlgorithm> named(String wireName) {
    return java.util.Arrays.stream(values()).filter(a -> a.wireName.equals(wireName)).findFirst();
  }
}
