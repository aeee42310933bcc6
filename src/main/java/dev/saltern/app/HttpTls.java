package dev.saltern.app;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What an HTTP server shows under TLS. Immutable.
///
/// @param certificate a PEM file: the server's certificate, then those that vouch for it
/// @param key a PEM file: its private key, PKCS#8, without a passphrase
record HttpTls(Path certificate, Path key) {
  /// TLS 1.2 and 1.3 with the JDK's choice of ciphers.
  ///
  /// @throws ConfigException where a file cannot be read or is not what it should be
  Tls tls() throws ConfigException {
    for (Path file : List.of(certificate, key)) {
      if (!Files.isReadable(file)) {
        throw new ConfigException(List.of("web.tls_*: " + file + " cannot be read"));
      }
    }
    try {
      Keys keys =
          Keys.builder()
              .pem(pem -> pem.key(Resource.create(key)).certChain(Resource.create(certificate)))
              .build();
      return Tls.builder()
          .privateKey(keys)
          .privateKeyCertChain(keys)
          .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
          .build();
    } catch (RuntimeException e) {
      throw new ConfigException(
          List.of(
              "web.tls_cert, web.tls_key: expected a certificate and its PKCS#8 key in PEM, found"
                  + " others in %s and %s: %s".formatted(certificate, key, e.getMessage())));
    }
  }
}
