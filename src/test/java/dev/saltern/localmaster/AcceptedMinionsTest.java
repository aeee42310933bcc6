package dev.saltern.localmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.MinionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptedMinionsTest {
  @TempDir private Path directory;

  @Test
  void eachFileIsAMinionAndTheMastersOwnCacheIsNone() throws Exception {
    Path keys = Files.createDirectory(directory.resolve("minions"));
    var accepted = new AcceptedMinions(keys, Clock.systemUTC());
    assertThat(accepted.ids()).isEmpty();

    Files.writeString(keys.resolve("web1"), "key");
    Files.writeString(keys.resolve("Web1"), "key");
    Files.writeString(keys.resolve(".key_cache"), "x");
    Files.writeString(keys.resolve("bad\\name"), "x");

    assertThat(accepted.ids())
        .containsExactlyInAnyOrder(new MinionId("web1"), new MinionId("Web1"));

    Files.delete(keys.resolve("Web1"));

    assertThat(accepted.ids()).containsExactly(new MinionId("web1"));
  }

  @Test
  void beforeTheFirstKeyThereIsNone() throws Exception {
    assertThat(new AcceptedMinions(directory.resolve("minions"), Clock.systemUTC()).ids())
        .isEmpty();
  }
}
