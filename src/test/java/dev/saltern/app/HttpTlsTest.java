package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webserver.http.HttpFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTlsTest {
  @TempDir Path folder;

  private byte[] certificate = new byte[0];
  private HttpTls tls = new HttpTls(Path.of("none"), Path.of("none"));

  /// Writes for longer than nothing may move.
  private static final HttpFeature DRIP =
      routing ->
          routing.get(
              "/drip",
              (_, response) -> {
                try (var out = response.outputStream()) {
                  for (int i = 0; i < 8; i++) {
                    out.write("drop\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    Thread.sleep(250);
                  }
                }
              });

  @BeforeEach
  void write() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    certificate = certificate(pair);
    tls =
        new HttpTls(
            pem("server.pem", "CERTIFICATE", certificate),
            pem("server.key", "PRIVATE KEY", pair.getPrivate().getEncoded()));
  }

  @Test
  void onlyHttp11IsSpokenUnderTlsAndTheBrowserIsToldToStayThere() throws Exception {
    try (HttpServer server = HttpServer.start(settings(tls), new RequestMetrics(), List.of(DRIP));
        HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
      assertThat(server.url()).startsWith("https://127.0.0.1:");
      for (HttpClient.Version version : HttpClient.Version.values()) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/drip"))
                    .version(version)
                    .timeout(Duration.ofSeconds(20))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.body()).hasLineCount(8);
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(answer.headers().firstValue("strict-transport-security"))
            .contains("max-age=86400");
      }
      assertThatThrownBy(
              () ->
                  client.send(
                      HttpRequest.newBuilder(
                              URI.create("http://localhost:" + server.port() + "/drip"))
                          .timeout(Duration.ofSeconds(20))
                          .build(),
                      HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void whoNeverEndsTheHandshakeIsCutOff() throws Exception {
    var metrics = new RequestMetrics();
    try (HttpServer server = HttpServer.start(settings(tls), metrics, List.of(DRIP));
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1}); // a ClientHello begins so

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void filesThatAreNoneAreTold() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");

    assertThatThrownBy(
            () ->
                HttpServer.start(
                    settings(new HttpTls(empty, tls.key())), new RequestMetrics(), List.of(DRIP)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("empty.pem");
    assertThatThrownBy(
            () ->
                HttpServer.start(
                    settings(new HttpTls(tls.certificate(), folder.resolve("none"))),
                    new RequestMetrics(),
                    List.of(DRIP)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none cannot be read");
  }

  private static HttpSettings settings(HttpTls tls) {
    return new HttpSettings(
        "tls",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.of(tls),
        HttpRig.LOOPBACK,
        new HttpLimits(
            new HttpLimits.Connections(10, 10),
            10,
            new HttpLimits.Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(1)),
            HttpLimits.Sizes.DEFAULT));
  }

  private SSLContext trusting() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry(
        "server",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static byte[] certificate(KeyPair pair) throws Exception {
    X500Principal name = new X500Principal("CN=localhost");
    return new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(Instant.parse("2026-01-01T00:00:00Z")),
            Date.from(Instant.parse("2046-01-01T00:00:00Z")),
            name,
            pair.getPublic())
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")))
        .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()))
        .getEncoded();
  }

  private Path pem(String name, String kind, byte[] der) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind));
  }
}
