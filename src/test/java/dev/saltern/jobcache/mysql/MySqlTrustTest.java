package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.jobcache.JobCacheUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/// What somebody gets who stands between us and MySQL: never the account.
class MySqlTrustTest {
  private static final int CLIENT_SSL = 0x800;
  private static final int CAPABILITIES = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000 | 0x200000;
  private static final int SSL_REQUEST_BYTES = 36;

  @Test
  void whoOffersNoTlsIsToldNothing() throws Exception {
    try (var between = new Between(false)) {
      assertThatThrownBy(() -> ask(between.port(), MySqlTls.Mode.VERIFY_IDENTITY))
          .isInstanceOf(JobCacheUnavailableException.class)
          .hasMessageContaining("SSL");

      assertThat(between.heard.join()).isEmpty();
    }
  }

  @Test
  void whoHasNoCertificateOfTheAuthoritiesIsToldNothing() throws Exception {
    for (MySqlTls.Mode mode :
        new MySqlTls.Mode[] {MySqlTls.Mode.VERIFY_IDENTITY, MySqlTls.Mode.VERIFY_CA}) {
      try (var between = new Between(true)) {
        assertThatThrownBy(() -> ask(between.port(), mode))
            .isInstanceOf(JobCacheUnavailableException.class)
            .hasMessageContaining("its certificate is refused (mysql.tls, mysql.ssl_ca)");

        assertThat(between.heard.join()).doesNotContain("salt_node");
      }
    }
  }

  private static void ask(int port, MySqlTls.Mode mode) throws Exception {
    var config =
        new MySqlConfig(
            new MySqlConfig.Server("127.0.0.1", port),
            "salt",
            new MySqlConfig.Credentials("salt_node", "s3cret"),
            Optional.of(new MySqlTls(mode, Optional.empty(), Optional.empty())),
            MySqlConfig.Limits.DEFAULT);
    try (var lookup = new MySqlJobLookup(config)) {
      lookup.nodes();
    }
  }

  /// Greets one client as MySQL does, and hears what it says next, under TLS where it offers that.
  private static final class Between implements AutoCloseable {
    final CompletableFuture<String> heard = new CompletableFuture<>();
    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    Between(boolean tls) throws Exception {
      SSLContext context = tls ? selfSigned() : SSLContext.getDefault();
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket client = server.accept()) {
                  heard.complete(listen(client, tls ? Optional.of(context) : Optional.empty()));
                } catch (IOException e) {
                  heard.complete(String.valueOf(e.getMessage()));
                }
              });
    }

    int port() {
      return server.getLocalPort();
    }

    private static String listen(Socket client, Optional<SSLContext> tls) throws IOException {
      client.getOutputStream().write(greeting(tls.isPresent()));
      client.getOutputStream().flush();
      if (tls.isEmpty()) {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      }
      client.getInputStream().readNBytes(SSL_REQUEST_BYTES);
      try (var secured =
          (SSLSocket) tls.get().getSocketFactory().createSocket(client, "127.0.0.1", 0, false)) {
        secured.setUseClientMode(false);
        return new String(secured.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      }
    }

    private static byte[] greeting(boolean tls) {
      int capabilities = CAPABILITIES | (tls ? CLIENT_SSL : 0);
      var packet = new ByteArrayOutputStream();
      packet.write(10);
      packet.writeBytes("9.7.0\0".getBytes(StandardCharsets.US_ASCII));
      packet.writeBytes(new byte[] {1, 0, 0, 0});
      packet.writeBytes("12345678\0".getBytes(StandardCharsets.US_ASCII));
      packet.writeBytes(new byte[] {(byte) capabilities, (byte) (capabilities >> 8), 45, 2, 0});
      packet.writeBytes(new byte[] {(byte) (capabilities >> 16), (byte) (capabilities >> 24), 21});
      packet.writeBytes(new byte[10]);
      packet.writeBytes(
          "123456789012\0caching_sha2_password\0".getBytes(StandardCharsets.US_ASCII));
      var framed = new ByteArrayOutputStream();
      framed.writeBytes(new byte[] {(byte) packet.size(), 0, 0, 0});
      framed.writeBytes(packet.toByteArray());
      return framed.toByteArray();
    }

    private static SSLContext selfSigned() throws Exception {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      X500Principal name = new X500Principal("CN=127.0.0.1");
      byte[] der =
          new JcaX509v3CertificateBuilder(
                  name,
                  BigInteger.ONE,
                  Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                  Date.from(Instant.parse("2046-01-01T00:00:00Z")),
                  name,
                  pair.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()))
              .getEncoded();
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new java.io.ByteArrayInputStream(der));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", pair.getPrivate(), new char[0], new Certificate[] {certificate});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
