package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.Check;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
    Check check = SiteChecks.spool(spool.resolve("spool.db"));
    assertThat(check.ok()).isFalse();
    assertThat(check.message()).contains("chmod 0700 " + spool);

    Files.setPosixFilePermissions(spool, PosixFilePermissions.fromString("rwx------"));
    assertThat(SiteChecks.spool(spool.resolve("spool.db")).ok()).isTrue();
  }

  @Test
  void aSpoolFolderThatCanBeMadeIsFine() {
    assertThat(SiteChecks.spool(folder.resolve("a/b/spool.db")))
        .satisfies(c -> assertThat(c.ok()).isTrue())
        .satisfies(c -> assertThat(c.message()).contains("is made at the first start"));
  }

  @Test
  void aSyndicThatRunsIsNamed() {
    assertThat(SiteChecks.syndic(List.of()).message()).isEqualTo("does not run here");
    assertThat(SiteChecks.syndic(List.of(17L, 18L)).message())
        .contains("17, 18", "stop it before `saltern node`");
    assertThat(SiteChecks.isSyndic("/usr/bin/python3 /usr/bin/salt-syndic -d")).isTrue();
    assertThat(SiteChecks.isSyndic("/usr/bin/python3 /usr/bin/salt-master")).isFalse();
  }
}
