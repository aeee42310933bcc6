package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebConfigTest {
  private static final String TOKEN = "0123456789abcdef";

  @TempDir Path folder;

  @BeforeEach
  void write() throws Exception {
    Files.writeString(folder.resolve("master"), "id: master1\n");
  }

  @Test
  void unlessToldItIsForThisMachineAlone() throws Exception {
    WebConfig config = read("");

    assertThat(config.http().isLoopback()).isTrue();
    assertThat(config.http().address().getPort()).isEqualTo(4580);
    assertThat(config.http().access().isGuarded()).isFalse();
    assertThat(config.http().access().isOurs("localhost:4580")).isTrue();
    assertThat(config.http().access().isOurs("[::1]:4580")).isTrue();
    assertThat(config.http().access().isOurs("saltern.example")).isFalse();
    assertThat(config.mysql().limits().connectionsMax()).isEqualTo(8);
    assertThat(config.mysql().limits().answerTimeout()).isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void beyondThisMachineATokenOrAProxyIsEnough() throws Exception {
    WebConfig token = read("web: {bind: 0.0.0.0, token: " + TOKEN + "}");
    WebConfig proxy =
        read(
            "web: {bind: '::', proxy_header: X-User, proxy_addresses: [10.0.0.1], hosts: [S.example]}");

    assertThat(token.http().access().isOurs("whatever.example")).isTrue();
    assertThat(token.toString()).doesNotContain(TOKEN);
    assertThat(proxy.http().access().isOurs("s.example")).isTrue();
    assertThat(proxy.http().access().isOurs("t.example")).isFalse();
    assertThat(proxy.http().access().caller("10.0.0.1", Optional.empty(), List.of("alice")))
        .contains("alice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bind: 0.0.0.0                          | web.bind: expected an address of this machine alone
          bind: 'no such name.invalid'           | web.bind: expected an address of this machine
          token: short                           | web.token: expected at least 16
          token: 'with space with space'         | web.token: expected
          proxy_header: X-User                   | web.proxy_addresses: expected
          {proxy_header: 'X User', proxy_addresses: [10.0.0.1]} | web.proxy_header: expected
          {proxy_header: X-User, proxy_addresses: [proxy.example]} | expected IP addresses
          tls_cert: /a.pem                       | web.tls_cert, web.tls_key: expected both
          {tails_max: 10, requests_max: 10}      | web.tails_max: expected less
          queries_max: 0                         | web.queries_max: expected at least 1
          connections_max: 0                     | at least 1
          query_timeout: 60s                     | web.query_timeout: expected 1s to 25s
          query_timeout: 0s                      | web.query_timeout: expected
          idle_timeout: 0s                       | idle_timeout must be at least 1s
          """)
  void whatCannotBeIsTold(String web, String problem) {
    String text = web.startsWith("{") ? "web: " + web : "web: {" + web + "}";

    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(problem)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("with space"));
  }

  private WebConfig read(String text) throws Exception {
    Files.writeString(folder.resolve("saltern"), text + "\n");
    return WebConfig.of(NodeConfig.read(folder, Map.of()));
  }
}
