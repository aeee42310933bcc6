package dev.saltern.relay;

import static dev.saltern.relay.UpRig.JID;
import static dev.saltern.relay.UpRig.OTHER;
import static dev.saltern.relay.UpRig.returned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.localmaster.HashType;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.testing.HandClock;
import dev.saltern.wire.DataCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalReturnsTest {
  private final JobDirectory directory;
  private final UpRig rig;
  private final LocalReturns returns;

  LocalReturnsTest(@TempDir Path folder) throws Exception {
    directory = new JobDirectory(folder.resolve("jobs"), HashType.SHA256, DataCodec.Limits.DEFAULT);
    rig = new UpRig(folder, UpRig.settings(0), new HandClock());
    returns = new LocalReturns(directory, rig.journal);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void theMastersOwnJobCacheComesFirst() throws Exception {
    rig.journal.acceptAndForce(List.of(returned(JID, "m1"), returned(JID, "m9")));
    write(".load.p", Data.dict("fun", "cmd.run", "arg", List.of("hostname")));
    write("m1/return.p", Data.dict("return", "from the file", "retcode", 0, "success", true));
    write("m2/return.p", Data.dict("return", 2, "retcode", 0, "success", true));

    PastReturns.Job job = returns.job(JID);

    assertThat(job.minions()).containsExactlyInAnyOrder(new MinionId("m1"), new MinionId("m2"));
    Return found = job.returnOf(new MinionId("m1")).orElseThrow();
    assertThat(found.value()).isEqualTo(new Data.Text("from the file"));
    assertThat(found.fun()).isEqualTo("cmd.run");
    assertThat(job.returnOf(new MinionId("m3"))).isEmpty();
  }

  @Test
  void withoutOneTheJournalIsSearched() throws Exception {
    write(".load.p", Data.dict("fun", "cmd.run"));
    rig.journal.reader("holds them back");
    rig.journal.acceptAndForce(
        List.of(returned(JID, "m1"), returned(OTHER, "m2"), returned(JID, "m3")));
    assertThat(rig.journal.flush(Duration.ofSeconds(30))).isTrue();

    PastReturns.Job job = returns.job(JID);

    assertThat(job.minions()).containsExactly(new MinionId("m1"), new MinionId("m3"));
    assertThat(job.returnOf(new MinionId("m1"))).contains(returned(JID, "m1"));
    assertThat(job.returnOf(new MinionId("m2"))).isEmpty();
  }

  private void write(String name, Data value) throws Exception {
    Path file = directory.of(JID).resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, DataCodec.encode(value, DataCodec.Spec.NEW));
  }
}
