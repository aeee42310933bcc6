package dev.saltern.simulator;

import dev.saltern.wire.RsaKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The files in `/etc/salt` of a syndic-level master: `master` and `minion`, from which a node or a
/// syndic beside it learns everything, and the key it shows its MoMs.
final class MasterConfigFiles {
  private MasterConfigFiles() {}

  /// @param hosts the MoMs' addresses
  /// @param retPort the request port of every MoM
  /// @param publishPort the publish port of every MoM
  record Upper(List<String> hosts, int retPort, int publishPort) {
    /// All MoMs have the same ports, on different addresses: Salt's options allow nothing else.
    static Upper of(List<FakeMom> moms) {
      if (moms.isEmpty()) {
        return new Upper(List.of(), 4506, 4505);
      }
      FakeMom first = moms.getFirst();
      boolean same =
          moms.stream()
              .allMatch(
                  m -> m.retPort() == first.retPort() && m.publishPort() == first.publishPort());
      if (!same) {
        throw new IllegalArgumentException("MoMs of one syndic listen on the same ports");
      }
      return new Upper(
          moms.stream().map(FakeMom::host).toList(), first.retPort(), first.publishPort());
    }

    String lines() {
      return hosts.isEmpty()
          ? ""
          : "syndic_master: %s\nsyndic_master_port: %d\n"
              .formatted(hosts.size() == 1 ? hosts.getFirst() : hosts, retPort);
    }
  }

  /// Writes them for a master that has its ports already.
  static void write(FakeMaster master, MasterSettings settings, Upper upper, RsaKey key)
      throws IOException {
    Path directory = Files.createDirectories(settings.configDirectory());
    String user = System.getProperty("user.name");
    Files.writeString(
        directory.resolve("master"),
        """
        root_dir: %s
        user: %s
        id: %s_master
        interface: %s
        ret_port: %d
        publish_port: %d
        master_job_cache: local_cache
        job_cache: True
        keep_jobs_seconds: 604800
        max_event_size: %d
        zmq_filtering: %s
        """
                .formatted(
                    settings.home(),
                    user,
                    settings.name(),
                    settings.host(),
                    master.retPort(),
                    master.publishPort(),
                    settings.maxEventSize(),
                    settings.zmqFiltering() ? "True" : "False")
            + upper.lines());
    // What a syndic takes from the minion file: its id, its keys, the upper publish port.
    Files.writeString(
        directory.resolve("minion"),
        """
        root_dir: %s
        user: %s
        id: %s
        master_port: %d
        publish_port: %d
        zmq_filtering: %s
        acceptance_wait_time: 1
        """
            .formatted(
                settings.home(),
                user,
                settings.name(),
                upper.retPort(),
                upper.publishPort(),
                settings.zmqFiltering() ? "True" : "False"));
    Path pki = Files.createDirectories(settings.minionPkiDirectory());
    OwnFiles.writePrivate(pki.resolve("minion.pem"), key.pem());
    Files.writeString(pki.resolve("minion.pub"), key.publicKey().pem());
  }
}
