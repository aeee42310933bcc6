package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MySqlTlsTest {
  @TempDir Path folder;

  @Test
  void pemFilesBecomeStoresTheDriverReads() throws Exception {
    KeyPair pair = pair();
    Path ca = write("ca.pem", pem("CERTIFICATE", certificate(pair)) + certificatePem());
    Path key = write("key.pem", pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    MySqlTls tls =
        new MySqlTls(
            MySqlTls.Mode.VERIFY_CA, Optional.of(ca), Optional.of(new MySqlTls.ClientKey(ca, key)));

    MySqlTls.Stores stores = tls.stores();

    KeyStore trust = load(stores.trust().orElseThrow(), stores.password());
    assertThat(Collections.list(trust.aliases())).hasSize(2);
    KeyStore own = load(stores.key().orElseThrow(), stores.password());
    assertThat(own.getKey("client", stores.password().toCharArray())).isEqualTo(pair.getPrivate());
    Certificate first = own.getCertificateChain("client")[0];
    assertThat(first.getPublicKey()).isEqualTo(pair.getPublic());
    for (Path store : new Path[] {stores.trust().orElseThrow(), stores.key().orElseThrow()}) {
      assertThat(Files.getPosixFilePermissions(store))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void whatIsNoSuchFileIsNamedAndTheWayOutWithIt() throws Exception {
    Path ca = write("ca.pem", certificatePem());
    Path old = write("old.pem", pem("RSA PRIVATE KEY", new byte[] {1, 2, 3}));
    Path empty = write("empty.pem", "");

    assertThatThrownBy(
            () ->
                new MySqlTls(
                        MySqlTls.Mode.VERIFY_CA,
                        Optional.of(ca),
                        Optional.of(new MySqlTls.ClientKey(ca, old)))
                    .stores())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("old.pem")
        .hasMessageContaining("openssl pkcs8");
    assertThatThrownBy(
            () ->
                new MySqlTls(MySqlTls.Mode.VERIFY_CA, Optional.of(empty), Optional.empty())
                    .stores())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("empty.pem");
  }

  private static KeyPair pair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static String certificatePem() throws Exception {
    return pem("CERTIFICATE", certificate(pair()));
  }

  private static byte[] certificate(KeyPair pair) throws Exception {
    X500Principal name = new X500Principal("CN=test");
    return new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(Instant.parse("2026-01-01T00:00:00Z")),
            Date.from(Instant.parse("2046-01-01T00:00:00Z")),
            name,
            pair.getPublic())
        .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()))
        .getEncoded();
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static KeyStore load(Path store, String password) throws Exception {
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      loaded.load(in, password.toCharArray());
    }
    return loaded;
  }
}
