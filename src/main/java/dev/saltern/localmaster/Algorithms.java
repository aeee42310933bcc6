package dev.saltern.localmaster;

import dev.saltern.wire.OaepAlgorithm;
import dev.saltern.wire.SignatureAlgorithm;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The words of `encryption_algorithm` and `signing_algorithm`.
final class Algorithms {
  static final Map<String, OaepAlgorithm> ENCRYPTION =
      Arrays.stream(OaepAlgorithm.values())
          .collect(Collectors.toMap(OaepAlgorithm::wireName, Function.identity()));
  static final Map<String, SignatureAlgorithm> SIGNING =
      Arrays.stream(SignatureAlgorithm.values())
          .collect(Collectors.toMap(SignatureAlgorithm::wireName, Function.identity()));

  private Algorithms() {}
}
