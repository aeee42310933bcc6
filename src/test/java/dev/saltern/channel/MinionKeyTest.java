package dev.saltern.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.wire.RsaKey;
import dev.saltern.wire.RsaPublicKey;
import dev.saltern.wire.WireException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MinionKeyTest {
  @TempDir Path pkiDir;

  @Test
  void missingKeyIsMadeOnceAndReadFromThenOn() throws Exception {
    MinionKey made = MinionKey.readOrCreate(pkiDir);
    MinionKey read = MinionKey.readOrCreate(pkiDir);

    assertThat(read.publicPem()).isEqualTo(made.publicPem());
    assertThat(read.key().publicKey().bits()).isEqualTo(2048);
    assertThat(permissions("minion.pem")).isEqualTo("r--------");
    assertThat(permissions("minion.pub")).isEqualTo("rw-r--r--");
    assertThat(pkiDir.toFile().list()).containsExactlyInAnyOrder("minion.pem", "minion.pub");
  }

  private String permissions(String file) throws java.io.IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(pkiDir.resolve(file)));
  }

  @Test
  void textOfThePublicFileIsWhatIsShown() throws Exception {
    RsaKey key = RsaKey.generate(2048);
    Files.writeString(pkiDir.resolve("minion.pem"), key.pem());
    Files.writeString(
        pkiDir.resolve("minion.pub"), key.publicKey().pem().replace("\n", "\r\n") + "\r\n");
    assertThat(MinionKey.readOrCreate(pkiDir).publicPem()).isEqualTo(key.publicKey().pem());
  }

  @Test
  void halvesOfTwoKeysAreRefused() throws Exception {
    Files.writeString(pkiDir.resolve("minion.pem"), RsaKey.generate(2048).pem());
    Files.writeString(pkiDir.resolve("minion.pub"), RsaKey.generate(2048).publicKey().pem());
    assertThatThrownBy(() -> MinionKey.readOrCreate(pkiDir))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("minion.pub");
  }

  @Test
  void brokenKeyIsNotReplaced() throws Exception {
    Files.writeString(pkiDir.resolve("minion.pem"), "garbage");
    assertThatThrownBy(() -> MinionKey.readOrCreate(pkiDir)).isInstanceOf(WireException.class);
    assertThat(pkiDir.resolve("minion.pem")).hasContent("garbage");
  }

  @Test
  void fingerprintIsReadAsAnAdministratorWritesIt() throws Exception {
    RsaPublicKey key = RsaKey.generate(2048).publicKey();
    assertThat(Finger.of(key.fingerprint().toUpperCase(java.util.Locale.ROOT), "sha256").fits(key))
        .isTrue();
    assertThat(Finger.of(key.fingerprint("MD5"), "md5").fits(key)).isTrue();
    assertThat(Finger.of(key.fingerprint(), "md5").fits(key)).isFalse();
    assertThatThrownBy(() -> Finger.of("x", "crc32"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sha256");
  }

  @Test
  void endpointsAreAddressesOfZeroMq() {
    assertThat(new Endpoint("mom", 4506)).hasToString("tcp://mom:4506");
    assertThat(new Endpoint("[::1]", 4506)).hasToString("tcp://[::1]:4506");
    assertThat(new Endpoint("::1", 4506).ipv6()).isTrue();
    assertThat(new Endpoint("10.0.0.1", 1).ipv6()).isFalse();
    assertThat(new Endpoint("mom", 4506, true).atPort(4505))
        .isEqualTo(new Endpoint("mom", 4505, true));
    for (String host : new String[] {"", " ", "a b", "*", "tcp://x"}) {
      assertThatThrownBy(() -> new Endpoint(host, 1)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Endpoint("x", 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Endpoint("x", 65536)).isInstanceOf(IllegalArgumentException.class);
  }
}
