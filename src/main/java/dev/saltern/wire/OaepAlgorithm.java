package dev.saltern.wire;

import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// How keys and tokens are encrypted with RSA; the name is what goes over the wire as `enc_algo`.
public enum OaepAlgorithm {
  SHA1("OAEP-SHA1", "SHA-1"),
  SHA224("OAEP-SHA224", "SHA-224");

  private final String wireName;
  private final String digest;

  OaepAlgorithm(String wireName, String digest) {
    this.wireName = wireName;
    this.digest = digest;
  }

  public String wireName() {
    return wireName;
  }

  public static Optional<OaepAlgorithm> named(String wireName) {
    return Arrays.stream(values()).filter(a -> a.wireName.equals(wireName)).findFirst();
  }

  /// The same digest for the label, which is empty, and for the mask.
  OAEPParameterSpec parameters() {
    return new OAEPParameterSpec(
        digest, "MGF1", new MGF1ParameterSpec(digest), PSource.PSpecified.DEFAULT);
  }
}
