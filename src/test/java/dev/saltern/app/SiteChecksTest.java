package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.Check;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SqliteSpool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteChecksTest {
  @TempDir Path folder;

  @Test
  void whatRootCanReadSaysNothingOfTheNode() {
    assertThat(SiteChecks.user("salt", "salt").ok()).isTrue();
    assertThat(SiteChecks.user("root", "root").ok()).isTrue();
    assertThat(SiteChecks.user("saltern", "salt"))
        .satisfies(c -> assertThat(c.ok()).isTrue())
        .satisfies(c -> assertThat(c.message()).contains("`user` is salt"));
    assertThat(SiteChecks.user("root", "salt"))
        .satisfies(c -> assertThat(c.ok()).isFalse())
        .satisfies(c -> assertThat(c.message()).contains("sudo -u salt saltern check"));
  }

  @Test
  void aSpoolFolderThatOthersCanEnterFails() throws Exception {
    Path spool = Files.createDirectory(folder.resolve("spool"));
    Files.setPosixFilePermissions(spool, PosixFilePermissions.fromString("rwxr-xr-x"));
    Check check = SiteChecks.spool(spool(spool.resolve("spool.db")));
    assertThat(check.ok()).isFalse();
    assertThat(check.message()).contains("chmod 0700 " + spool);

    Files.setPosixFilePermissions(spool, PosixFilePermissions.fromString("rwx------"));
    assertThat(SiteChecks.spool(spool(spool.resolve("spool.db"))).ok()).isTrue();
    assertThat(spool).as("what was tried is taken back").isEmptyDirectory();
  }

  @Test
  void aSpoolIsOpened() throws Exception {
    SpoolConfig config = spool(folder.resolve("own/spool.db"));
    try (var spool = SqliteSpool.open(config, Clock.systemUTC())) {
      spool.append(List.of(new Spool.Item(1, new byte[1])));
      assertThat(SiteChecks.spool(config))
          .isEqualTo(Check.ok("spool", config.path() + ", 1 records wait"));
      assertThat(SqliteSpool.user(config.path())).contains(ProcessHandle.current().pid());
    }

    Files.write(config.path(), new byte[8192]);
    Files.writeString(config.path(), "no spool at all".repeat(1000));
    assertThat(SiteChecks.spool(config).ok()).isFalse();
  }

  @Test
  void aSpoolBelowAFileCannotBeMade() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(SiteChecks.spool(spool(file.resolve("spool.db"))).ok()).isFalse();
    assertThat(SiteChecks.spool(spool(file.resolve("a/spool.db"))).ok()).isFalse();
  }

  private static SpoolConfig spool(Path path) {
    return new SpoolConfig(path, 1 << 20, Duration.ofDays(1));
  }

  @Test
  void aSpoolFolderThatCanBeMadeIsFine() {
    assertThat(SiteChecks.spool(spool(folder.resolve("a/b/spool.db"))))
        .satisfies(c -> assertThat(c.ok()).isTrue())
        .satisfies(c -> assertThat(c.message()).contains("is made at the first start"));
  }

  @Test
  void aSyndicThatRunsIsNamed() {
    assertThat(SiteChecks.syndic(List.of(), Optional.of(1L)))
        .isEqualTo(Check.ok("salt-syndic", "does not run here"));
    assertThat(SiteChecks.syndic(List.of(17L, 18L), Optional.empty()))
        .satisfies(c -> assertThat(c.ok()).isTrue())
        .satisfies(
            c -> assertThat(c.message()).contains("17, 18", "stop it before `saltern node`"));
    assertThat(SiteChecks.syndic(List.of(17L), Optional.of(20L)))
        .satisfies(c -> assertThat(c.ok()).isFalse())
        .satisfies(
            c -> assertThat(c.message()).contains("17 beside the node, process 20", "--now"));
  }

  @Test
  void aSyndicOfAnotherConfigurationIsNone() {
    Path here = Path.of("/etc/salt");
    assertThat(SiteChecks.isSyndic("/usr/bin/python3 /usr/bin/salt-syndic -d", here)).isTrue();
    assertThat(SiteChecks.isSyndic("python3 /bin/salt-syndic -c /etc/salt/", here)).isTrue();
    assertThat(SiteChecks.isSyndic("python3 /bin/salt-syndic -c /srv/b", here)).isFalse();
    assertThat(SiteChecks.isSyndic("python3 /bin/salt-syndic --config-dir=/srv/b", here)).isFalse();
    assertThat(
            SiteChecks.isSyndic("python3 /bin/salt-syndic --config-dir=/srv/b", Path.of("/srv/b")))
        .isTrue();
    assertThat(SiteChecks.isSyndic("/usr/bin/python3 /usr/bin/salt-master", here)).isFalse();
  }
}
