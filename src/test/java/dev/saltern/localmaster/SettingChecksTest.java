package dev.saltern.localmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.Check;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingChecksTest {
  private static final Duration OUTAGE = Duration.ofHours(12);

  @TempDir private Path dir;

  @Test
  void stockSettingsBesideASyndicLevelMasterAreFine() throws Exception {
    assertThat(checks("syndic_master: mom\n")).allMatch(Check::ok);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "master_job_cache: mysql | master_job_cache | would be lost",
        "job_cache: False | job_cache | would be lost",
        "ext_job_cache: redis | ext_job_cache | would be lost",
        "keep_jobs_seconds: 43200 | keep_jobs_seconds | deleted before",
        "transport: tcp | transport | no job would reach",
        "event_return: mysql | event_return | stored twice"
      })
  void eachSettingThatLosesSomethingSaysWhat(String line, String name, String message)
      throws Exception {
    assertThat(checks("syndic_master: mom\n" + line + "\n"))
        .filteredOn(c -> !c.ok())
        .singleElement()
        .satisfies(c -> assertThat(c.name()).isEqualTo(name))
        .satisfies(c -> assertThat(c.message()).contains(message));
  }

  @Test
  void jobsKeptForEverAreKeptLongEnough() throws Exception {
    assertThat(checks("syndic_master: mom\nkeep_jobs_seconds: 0\n")).allMatch(Check::ok);
  }

  @Test
  void aMomThatWouldDeleteWhatTheNodesStoreFails() throws Exception {
    assertThat(checks("master_job_cache: mysql\nevent_return: mysql\n"))
        .filteredOn(c -> !c.ok())
        .extracting(Check::name)
        .containsExactly("keep_jobs_seconds", "job_cache", "event_return");
    assertThat(checks("master_job_cache: mysql\njob_cache: False\nkeep_jobs_seconds: 0\n"))
        .allMatch(Check::ok);
  }

  @Test
  void aMomIsToldWhatItsOwnLookupsWillShow() throws Exception {
    assertThat(checks("user: root\n"))
        .allMatch(Check::ok)
        .anyMatch(c -> c.name().equals("order_masters") && c.message().contains("a MoM needs"))
        .anyMatch(
            c -> c.name().equals("master_job_cache") && c.message().contains("only what went up"));
  }

  @Test
  void missingFilesAreNamedWithWhatMakesThem() throws Exception {
    write("root_dir: " + dir + "\nsyndic_master: mom\nuser: salt\n");

    List<Check> checks = MasterConfig.read(dir).files();

    assertThat(checks)
        .filteredOn(c -> c.name().equals("root key"))
        .singleElement()
        .satisfies(c -> assertThat(c.ok()).isFalse())
        .satisfies(
            c ->
                assertThat(c.message())
                    .isEqualTo(
                        "there is no "
                            + dir.resolve("var/cache/salt/master/.salt_key")
                            + ": start salt-master once"));
  }

  @Test
  void filesThatAreMadeLaterMayBeMissing() throws Exception {
    write("root_dir: " + dir + "\nsyndic_master: mom\n");
    Files.writeString(dir.resolve("minion"), "id: s\nroot_dir: " + dir + "\n");

    assertThat(MasterConfig.read(dir).files())
        .filteredOn(c -> c.name().equals("minion key") || c.name().equals("job cache"))
        .hasSize(2)
        .allMatch(Check::ok);
  }

  @Test
  void aNodeBesideAMomNeedsOnlyTheBus() throws Exception {
    write("root_dir: " + dir + "\n");

    assertThat(MasterConfig.read(dir).files())
        .singleElement()
        .satisfies(c -> assertThat(c.name()).isEqualTo("event bus"))
        .satisfies(c -> assertThat(c.message()).contains("salt-master is not running"));
  }

  @Test
  void aSocketFileOfAMasterThatStoppedIsNoBus() throws Exception {
    write("root_dir: " + dir + "\nsock_dir: " + dir + "\n");
    Path socket = dir.resolve("master_event_pub.ipc");
    try (var bus = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      bus.bind(UnixDomainSocketAddress.of(socket));
      assertThat(MasterConfig.read(dir).files()).allMatch(Check::ok);
    }

    assertThat(socket).exists();
    assertThat(MasterConfig.read(dir).files())
        .singleElement()
        .satisfies(c -> assertThat(c.ok()).isFalse())
        .satisfies(
            c -> assertThat(c.message()).contains("nobody answers", "salt-master is not running"));
  }

  @Test
  void aBusOnPortsIsNamed() throws Exception {
    try (var bus = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      write(
          "root_dir: %s\nipc_mode: tcp\ntcp_master_pub_port: %d\n"
              .formatted(dir, bus.getLocalPort()));
      assertThat(MasterConfig.read(dir).files())
          .singleElement()
          .satisfies(c -> assertThat(c.ok()).isTrue())
          .satisfies(c -> assertThat(c.message()).contains("ipc_mode: tcp"));
    }
  }

  @Test
  void unreadableFilesAreNamedWithTheCommandThatMendsThem() throws Exception {
    write("root_dir: " + dir + "\nsyndic_master: mom\nuser: salt\n");
    Path key = dir.resolve("var/cache/salt/master/.salt_key");
    Files.createDirectories(key.getParent());
    Files.writeString(key, "x");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(key), "skipped: this user reads every file (root)");

    assertThat(MasterConfig.read(dir).files())
        .filteredOn(c -> c.name().equals("root key"))
        .singleElement()
        .satisfies(c -> assertThat(c.message()).contains("setfacl -m u:").contains(key.toString()));
  }

  private List<Check> checks(String master) throws Exception {
    write(master);
    return MasterConfig.read(dir).settings(OUTAGE);
  }

  private void write(String master) throws Exception {
    Files.writeString(dir.resolve("master"), master);
    Files.writeString(dir.resolve("minion"), "id: s\n");
  }
}
