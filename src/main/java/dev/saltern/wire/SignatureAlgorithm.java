package dev.saltern.wire;

import java.util.Arrays;
import java.util.Optional;

/// How messages are signed with RSA; the name is what goes over the wire as `sig_algo`.
public enum SignatureAlgorithm {
  SHA1("PKCS1v15-SHA1", "SHA1withRSA"),
  SHA224("PKCS1v15-SHA224", "SHA224withRSA");

  private final String wireName;
  private final String jdkName;

  SignatureAlgorithm(String wireName, String jdkName) {
    this.wireName = wireName;
    this.jdkName = jdkName;
  }

  public String wireName() {
    return wireName;
  }

  public static Optional<SignatureAlgorithm> named(String wireName) {
    return Arrays.stream(values()).filter(a -> a.wireName.equals(wireName)).findFirst();
  }

  String jdkName() {
    return jdkName;
  }
}
