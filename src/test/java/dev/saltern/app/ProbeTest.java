package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.Check;
import dev.saltern.job.MinionId;
import dev.saltern.simulator.FakeMom;
import dev.saltern.simulator.SaltRelease;
import dev.saltern.simulator.Scenario;
import dev.saltern.wire.RsaKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What `saltern check` says of a MoM.
@Timeout(120)
class ProbeTest {
  private static final MinionId SM1 = new MinionId("sm1");

  private Scenario scenario = none();

  @SuppressWarnings("NullAway") // set by each test
  private static Scenario none() {
    return null;
  }

  @AfterEach
  void end() {
    scenario.close();
  }

  private FakeMom mom(SaltRelease release) throws Exception {
    scenario =
        Scenario.of(
            Scenario.Plan.of(1, 0, 0).with(Scenario.Options.standard().withRelease(release)));
    return scenario.mom();
  }

  private Path file(String name) {
    return scenario.configDirectory(1).resolve(name);
  }

  private void minion(String line) throws Exception {
    Files.writeString(file("minion"), line + "\n", StandardOpenOption.APPEND);
  }

  private Check check() throws Exception {
    List<Check> checks = new Probe(NodeConfig.read(scenario.configDirectory(1), Map.of())).moms();
    assertThat(checks).hasSize(1);
    return checks.getFirst();
  }

  private void says(boolean ok, String... parts) throws Exception {
    Check check = check();
    assertThat(check.message()).contains(parts);
    assertThat(check.ok()).as(check.message()).isEqualTo(ok);
  }

  @Test
  void whatAMomSpeaksIsTold() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    says(
        true,
        "protocol version 3 with a session key, OAEP-SHA1, PKCS1v15-SHA1",
        "publishes on port " + mom.publishPort(),
        "not met before",
        mom.publicKey().fingerprint());
    assertThat(file("pki/minion/syndic_master.pub")).as("a look leaves no trace").doesNotExist();
    minion("encryption_algorithm: OAEP-SHA224");
    minion("signing_algorithm: PKCS1v15-SHA224");
    says(true, "OAEP-SHA224, PKCS1v15-SHA224");
  }

  @Test
  void oldMomIsToldAndRefusedWhereVersion3IsDemanded() throws Exception {
    mom(SaltRelease.V3006_0);
    says(true, "protocol version 2 with the key of all clients");
    Files.writeString(file("saltern"), "mom.min_protocol: 3\n");
    says(false, "expected version 3 or later, found a master that speaks 2");
  }

  @Test
  void keyThatIsNotAcceptedSaysWhatToDo() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    mom.keys().delete(SM1);
    says(false, "pending", "salt-key -a sm1");
    mom.keys().reject(SM1, Files.readString(file("pki/minion/minion.pub")));
    says(false, "rejected or denied", "salt-key -L", "salt-key -d sm1");
  }

  @Test
  void momThatIsDownOrWhosePublishPortIsClosedIsNamed() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    String minion = Files.readString(file("minion"));
    Files.writeString(
        file("minion"),
        minion.replace(
            "publish_port: " + mom.publishPort(), "publish_port: " + scenario.master(1).retPort()));
    scenario.master(1).stop();
    says(
        false,
        "signed in",
        "its publish port " + scenario.master(1).retPort() + " does not answer",
        "it says it publishes on " + mom.publishPort());
    mom.stop();
    says(false, mom.host() + ":" + mom.retPort(), "salt-master runs there");
  }

  @Test
  void fingerprintIsMadeWithTheConfiguredHash() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    Map<String, String> digests = Map.of("md5", "MD5", "sha256", "SHA-256", "sha512", "SHA-512");
    String minion = Files.readString(file("minion"));
    for (Map.Entry<String, String> hash : digests.entrySet()) {
      Files.writeString(file("minion"), minion + "hash_type: " + hash.getKey() + "\n");
      finger(mom.publicKey().fingerprint(hash.getValue()));
      says(true, "signed in");
      finger(RsaKey.generate(2048).publicKey().fingerprint(hash.getValue()));
      says(
          false,
          "expected a master with the configured fingerprint",
          mom.publicKey().fingerprint(hash.getValue()));
    }
  }

  private void finger(String finger) throws Exception {
    Files.createDirectories(file("master.d"));
    Files.writeString(file("master.d/finger.conf"), "syndic_finger: '" + finger + "'\n");
  }

  @Test
  void signingKeyThatIsMissingOrDoesNotVouchIsNamed() throws Exception {
    mom(SaltRelease.V3006_18);
    minion("verify_master_pubkey_sign: True");
    says(false, "master_sign.pub", "NoSuchFile");
    Files.writeString(file("pki/minion/master_sign.pub"), RsaKey.generate(2048).publicKey().pem());
    says(false, "its answer is not believed", "pub_sig");
  }

  @Test
  void momWithAnotherKeyIsNotTrustedAndTheFileToRemoveIsNamed() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    Files.writeString(
        file("pki/minion/syndic_master.pub"), RsaKey.generate(2048).publicKey().pem());
    says(false, "its key changed", mom.publicKey().fingerprint(), "remove syndic_master.pub");
  }
}
