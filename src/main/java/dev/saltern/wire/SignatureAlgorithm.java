package dev.saltern.wire;

import java.util.Optional;

/// How messages are signed with RSA; the name is what goes over the wire as `sig_algo`.
public enum SignatureAlgorithm {
  SHA1("PKCS1v15-SHA1"),
  SHA224("PKCS1v15-SHA224");

  private final String wireName;

  SignatureAlgorithm(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  public static Optional<SignatureAlgorithm> named(String wireName) {
    return java.util.Arrays.stream(values()).filter(a -> a.wireName.equals(wireName)).findFirst();
  }
}
