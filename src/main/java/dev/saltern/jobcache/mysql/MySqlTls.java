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
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a MySQL connection is secured. The PEM files are those that Salt's `mysql.ssl_ca`,
/// `ssl_cert` and `ssl_key` name. Immutable.
///
/// @param mode what is asked of the server
/// @param ca the authorities the server's certificate must come from; without, those that Java
///   knows
/// @param client our own certificate and its key (`PRIVATE KEY`), where the server wants one
public record MySqlTls(Mode mode, Optional<Path> ca, Optional<ClientKey> client) {
  /// What is asked of the server, before it is given the account.
  public enum Mode {
    /// A certificate of the authorities that names the host we connect to.
    VERIFY_IDENTITY("verify-identity"),
    /// A certificate of the authorities, whatever it names.
    VERIFY_CA("verify-ca"),
    /// TLS, with any certificate: whoever stands between can have the password.
    REQUIRED("required"),
    /// No TLS.
    OFF("off");

    private final String word;

    Mode(String word) {
      this.word = word;
    }

    /// As `mysql.tls` has it.
    public String word() {
      return word;
    }

    /// The mode of that word.
    ///
    /// @throws IllegalArgumentException where it is none
    public static Mode of(String word) {
      return Arrays.stream(values())
          .filter(mode -> mode.word.equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "mysql.tls: expected verify-identity, verify-ca, required or off, found '"
                          + word
                          + "'"));
    }
  }

  /// What is asked where nothing is configured: on loopback, where nobody stands between, what the
  /// authorities that are named suffice for; else all.
  public static MySqlTls standard(boolean loopback, Optional<Path> ca, Optional<ClientKey> client) {
    Mode here = ca.isPresent() ? Mode.VERIFY_CA : Mode.OFF;
    return new MySqlTls(loopback ? here : Mode.VERIFY_IDENTITY, ca, client);
  }

  /// A certificate and its private key.
  public record ClientKey(Path certificate, Path key) {}

  /// The driver reads key stores only: both are made from the PEM files, in temporary files nobody
  /// else may read. The password protects nothing, formats ask for one.
  record Stores(Optional<Path> trust, Optional<Path> key, String password) {}

  private static final String STORE_PASSWORD = "saltern";
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  /// @throws IOException where a file cannot be read or is not what it should be; the message names
  ///   it
  Stores stores() throws IOException {
    try {
      Optional<Path> trust = Optional.empty();
      if (ca.isPresent()) {
        KeyStore store = empty();
        int n = 0;
        for (Certificate authority : certificates(ca.get())) {
          store.setCertificateEntry("ca" + n++, authority);
        }
        trust = Optional.of(saved(store));
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
      return new Stores(trust, key, STORE_PASSWORD);
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
