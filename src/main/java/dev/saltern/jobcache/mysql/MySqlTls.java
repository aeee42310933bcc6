package dev.saltern.jobcache.mysql;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The PEM files a MySQL connection is secured with, as Salt's `mysql.ssl_ca`, `ssl_cert` and
/// `ssl_key` name them. Immutable.
///
/// @param ca the authorities the server's certificate must come from
/// @param client our own certificate and its key (`PRIVATE KEY`), where the server wants one
/// @param verifyHost whether the certificate must also name the host; Salt's own client does not
///   look
public record MySqlTls(Path ca, Optional<ClientKey> client, boolean verifyHost) {
  /// A certificate and its private key.
  public record ClientKey(Path certificate, Path key) {}

  /// The driver reads key stores only: both are made from the PEM files, in temporary files nobody
  /// else may read. The password protects nothing, formats ask for one.
  record Stores(Path trust, Optional<Path> key, String password) {}

  private static final String STORE_PASSWORD = "saltern";
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  /// @throws IOException where a file cannot be read or is not what it should be; the message names
  ///   it
  Stores stores() throws IOException {
    try {
      KeyStore trust = empty();
      int n = 0;
      for (Certificate authority : certificates(ca)) {
        trust.setCertificateEntry("ca" + n++, authority);
      }
      Optional<Path> key = Optional.empty();
      if (client.isPresent()) {
        KeyStore store = empty();
        store.setKeyEntry(
            "client",
            privateKey(client.get().key()),
            STORE_PASSWORD.toCharArray(),
            certificates(client.get().certificate()).toArray(Certificate[]::new));
        key = Optional.of(saved(store));
      }
      return new Stores(saved(trust), key, STORE_PASSWORD);
    } catch (GeneralSecurityException e) {
      throw new IOException("the TLS files of MySQL cannot be used: " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path pem)
      throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException(pem + " has no certificate");
      }
      return found;
    }
  }

  private static PrivateKey privateKey(Path pem) throws IOException, GeneralSecurityException {
    Matcher matcher = PEM.matcher(Files.readString(pem));
    if (!matcher.find()) {
      throw new IOException(
          pem
              + " has no PRIVATE KEY in it; openssl pkcs8 -topk8 -nocrypt makes one of other forms");
    }
    byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException _) {
        // a key of another algorithm: ask the next
      }
    }
    throw new IOException(pem + " is neither an RSA nor an EC key");
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Path saved(KeyStore store) throws IOException, GeneralSecurityException {
    Path file = Files.createTempFile("saltern-tls", ".p12"); // mode 0600
    file.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, STORE_PASSWORD.toCharArray());
    }
    return file;
  }
}
