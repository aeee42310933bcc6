package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTest {
  private static final MySqlConfig.Credentials SECRET =
      new MySqlConfig.Credentials("salt", "s3cret");

  private static MySqlConfig on(String host) {
    return MySqlConfig.of(host, 3306, "salt", SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "localhost", "::1"})
  void theServersKeyIsAskedForOnLoopbackOnly(String host) throws Exception {
    assertThat(JdbcUrl.properties(on(host)))
        .containsEntry("allowPublicKeyRetrieval", "true")
        .containsEntry("sslMode", "DISABLED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"db.example.com", "10.0.0.1", "127.0.0.1.example.com", "::2"})
  void aRemoteServerMustShowThatItIsTheOneAskedFor(String host) throws Exception {
    assertThat(JdbcUrl.properties(on(host)))
        .containsEntry("sslMode", "VERIFY_IDENTITY")
        .doesNotContainKeys("allowPublicKeyRetrieval", "trustCertificateKeyStoreUrl");
  }

  @Test
  void theUrlHasNoSecretAndNeitherHasTheConfig() throws Exception {
    MySqlConfig config = on("::1");

    assertThat(JdbcUrl.of(config)).isEqualTo("jdbc:mysql://[::1]:3306/salt");
    assertThat(config.toString()).contains("password=***").doesNotContain("s3cret");
    Properties properties = JdbcUrl.properties(config);
    assertThat(properties).containsEntry("password", "s3cret").containsEntry("user", "salt");
  }

  @Test
  void anAuthorityThatCannotBeReadIsNamed() {
    MySqlTls tls =
        new MySqlTls(
            MySqlTls.Mode.VERIFY_CA, Optional.of(Path.of("/nowhere/ca.pem")), Optional.empty());
    MySqlConfig config =
        new MySqlConfig(
            new MySqlConfig.Server("db", 3306),
            "salt",
            SECRET,
            Optional.of(tls),
            MySqlConfig.Limits.DEFAULT);

    assertThatThrownBy(() -> JdbcUrl.properties(config)).hasMessageContaining("/nowhere/ca.pem");
  }

  @Test
  void lessThanThatIsConfiguredByName() throws Exception {
    Map<MySqlTls.Mode, String> driver =
        Map.of(
            MySqlTls.Mode.VERIFY_IDENTITY, "VERIFY_IDENTITY",
            MySqlTls.Mode.VERIFY_CA, "VERIFY_CA",
            MySqlTls.Mode.REQUIRED, "REQUIRED",
            MySqlTls.Mode.OFF, "DISABLED");
    for (MySqlTls.Mode mode : MySqlTls.Mode.values()) {
      assertThat(MySqlTls.Mode.of(mode.word())).isEqualTo(mode);
      MySqlConfig config =
          new MySqlConfig(
              new MySqlConfig.Server("db", 3306),
              "salt",
              SECRET,
              Optional.of(new MySqlTls(mode, Optional.empty(), Optional.empty())),
              MySqlConfig.Limits.DEFAULT);

      assertThat(JdbcUrl.properties(config))
          .containsEntry("sslMode", driver.get(mode))
          .doesNotContainKey("allowPublicKeyRetrieval");
    }
    assertThatThrownBy(() -> MySqlTls.Mode.of("preferred"))
        .hasMessageContaining("mysql.tls: expected verify-identity");
  }

  @Test
  void onLoopbackAuthoritiesThatAreNamedAreAskedFor() {
    var ca = Optional.of(Path.of("ca.pem"));

    assertThat(MySqlTls.standard(true, ca, Optional.empty()).mode())
        .isEqualTo(MySqlTls.Mode.VERIFY_CA);
    assertThat(MySqlTls.standard(false, ca, Optional.empty()).mode())
        .isEqualTo(MySqlTls.Mode.VERIFY_IDENTITY);
  }

  @Test
  void whatIsNoServerIsRefusedByName() {
    assertThatThrownBy(() -> new MySqlConfig.Server(" ", 3306)).hasMessageContaining("mysql.host");
    assertThatThrownBy(() -> new MySqlConfig.Server("db", 0)).hasMessageContaining("mysql.port");
    assertThatThrownBy(() -> MySqlConfig.of("db", 3306, "", SECRET))
        .hasMessageContaining("mysql.db");
    assertThatThrownBy(() -> MySqlConfig.Limits.DEFAULT.withConnectionsMax(0))
        .hasMessageContaining("connections_max");
  }
}
