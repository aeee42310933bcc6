package dev.saltern.localmaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.saltern.job.MinionId;
import dev.saltern.wire.OaepAlgorithm;
import dev.saltern.wire.SignatureAlgorithm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterConfigTest {
  @TempDir private Path dir;

  @Test
  void withoutAnythingSetSaltsDefaultsHold() throws Exception {
    write("minion", "id: web1\n");

    MasterConfig config = MasterConfig.read(dir);

    assertThat(config.access().directories())
        .isEqualTo(
            new Directories(
                Path.of("/var/cache/salt/master"),
                Path.of("/var/run/salt/master"),
                Path.of("/etc/salt/pki/master"),
                Path.of("/etc/salt/pki/minion")));
    assertThat(config.access().bus())
        .isEqualTo(Bus.unix(Path.of("/var/run/salt/master"), 1_048_576));
    assertThat(config.access().request().endpoint()).isEqualTo("tcp://127.0.0.1:4506");
    assertThat(config.jobCache())
        .isEqualTo(
            new LocalJobCache(
                "local_cache",
                true,
                "",
                Duration.ofDays(1),
                HashType.SHA256,
                Path.of("/var/cache/salt/master/jobs")));
    assertThat(config.upper().upward().isTop()).isTrue();
    assertThat(config.upper().upward().publishPort()).isEqualTo(4505);
    assertThat(config.upper().upward().eventForwardTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.upper().trust())
        .isEqualTo(
            new Trust(
                "",
                HashType.SHA256,
                false,
                false,
                "master_sign",
                false,
                OaepAlgorithm.SHA1,
                SignatureAlgorithm.SHA1,
                false));
    assertThat(config.upper().patience())
        .isEqualTo(
            new Patience(
                Duration.ofSeconds(10),
                Duration.ZERO,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                3));
    assertThat(config.publishing())
        .isEqualTo(
            new Publishing(
                "zeromq", "zeromq", false, Duration.ofSeconds(5), Duration.ofSeconds(10), true));
    assertThat(config.mysql().given()).isFalse();
    assertThat(config.mysql().host()).isEqualTo("salt");
  }

  @Test
  void everyKeyCanBeSet() throws Exception {
    write(
        "master",
        """
        root_dir: /opt/salt
        id: lower
        user: salt
        cachedir: /srv/cache
        sock_dir: run/s
        pki_dir: /opt/salt/pki/master
        interface: 10.0.0.5
        ret_port: 14506
        ipc_mode: tcp
        tcp_master_pub_port: 14512
        tcp_master_pull_port: 14513
        max_event_size: 2097152
        master_job_cache: mysql
        job_cache: no
        ext_job_cache: redis
        keep_jobs_seconds: 7200
        hash_type: MD5
        transport: tcp
        order_masters: on
        timeout: 15
        gather_job_timeout: 20
        event_return: [mysql]
        event_return_whitelist: ['salt/job/*']
        event_return_blacklist: ['salt/auth']
        syndic_master: [mom1, '10.0.0.1:14506', '[fd00::1]:24506', 'fd00::2']
        syndic_master_port: 34506
        syndic_failover: ordered
        syndic_mode: cluster
        syndic_event_forward_timeout: 1.5
        syndic_finger: 'aa:bb'
        master_id: me
        mysql.host: db
        mysql.port: 3307
        mysql.user: u
        mysql.pass: 12345
        mysql.db: s
        mysql.ssl_ca: /ca.pem
        mysql.ssl_cert: None
        """);
    write(
        "minion",
        """
        root_dir: /opt/minion
        id: 4711
        pki_dir: pki
        publish_port: 14505
        zmq_filtering: yes
        ipv6: yes
        transport: tcp
        verify_master_pubkey_sign: true
        always_verify_signature: true
        master_sign_key_name: signer
        sign_pub_messages: true
        encryption_algorithm: OAEP-SHA224
        signing_algorithm: PKCS1v15-SHA224
        hash_type: sha512
        minion_sign_messages: true
        acceptance_wait_time: 3
        acceptance_wait_time_max: 60
        return_retry_timer: 7
        return_retry_timer_max: 14
        return_retry_tries: 9
        enable_legacy_startup_events: false
        """);

    MasterConfig config = MasterConfig.read(dir);

    assertThat(config.identity()).isEqualTo(new Identity("lower", new MinionId("4711"), "salt"));
    assertThat(config.access().directories())
        .isEqualTo(
            new Directories(
                Path.of("/opt/salt/srv/cache"),
                Path.of("/opt/salt/run/s"),
                Path.of("/opt/salt/pki/master"),
                Path.of("/opt/minion/pki")));
    assertThat(config.access().bus().pub())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 14512));
    assertThat(config.access().bus().pull())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 14513));
    assertThat(config.access().bus().eventBytesMax()).isEqualTo(2 << 20);
    assertThat(config.access().request().endpoint()).isEqualTo("tcp://10.0.0.5:14506");
    assertThat(config.jobCache())
        .isEqualTo(
            new LocalJobCache(
                "mysql",
                false,
                "redis",
                Duration.ofHours(2),
                HashType.MD5,
                Path.of("/opt/salt/srv/cache/jobs")));
    assertThat(config.publishing())
        .isEqualTo(
            new Publishing(
                "tcp", "tcp", true, Duration.ofSeconds(15), Duration.ofSeconds(20), false));
    assertThat(config.eventFilter())
        .isEqualTo(new EventFilter(List.of("salt/job/*"), List.of("salt/auth"), List.of("mysql")));
    assertThat(config.upper().upward())
        .isEqualTo(
            new Upward(
                List.of(
                    new MomAddress("mom1", "mom1", 34506),
                    new MomAddress("10.0.0.1:14506", "10.0.0.1", 14506),
                    new MomAddress("[fd00::1]:24506", "fd00::1", 24506),
                    new MomAddress("fd00::2", "fd00::2", 34506)),
                14505,
                true,
                true,
                Upward.Failover.ORDERED,
                Upward.Mode.CLUSTER,
                "me",
                Duration.ofMillis(1500)));
    assertThat(config.upper().trust())
        .isEqualTo(
            new Trust(
                "aa:bb",
                HashType.SHA512,
                true,
                true,
                "signer",
                true,
                OaepAlgorithm.SHA224,
                SignatureAlgorithm.SHA224,
                true));
    assertThat(config.upper().patience())
        .isEqualTo(
            new Patience(
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                Duration.ofSeconds(7),
                Duration.ofSeconds(14),
                9));
    assertThat(config.mysql())
        .isEqualTo(
            new MysqlSettings(
                "db", 3307, "u", "12345", "s", new MysqlSettings.Tls("/ca.pem", "", ""), true));
  }

  @Test
  void aSyndicTakesTheMinionsValueButTheMastersSockets() throws Exception {
    write("master", "syndic_master: a\ncachedir: /m\npublish_port: 5\nzmq_filtering: true\n");
    write("minion", "id: s\nsyndic_master: b\ncachedir: /x\nmaster_port: 14506\n");

    MasterConfig config = MasterConfig.read(dir);

    assertThat(config.upper().upward().moms()).containsExactly(new MomAddress("b", "b", 14506));
    assertThat(config.access().directories().cache()).isEqualTo(Path.of("/m"));
    // The minion has no default for publish_port, but one for zmq_filtering.
    assertThat(config.upper().upward().publishPort()).isEqualTo(5);
    assertThat(config.upper().upward().zmqFiltering()).isFalse();
  }

  @Test
  void publishPort4506MeansTheOneOfTheSignIn() throws Exception {
    write("minion", "id: s\npublish_port: 4506\n");

    assertThat(MasterConfig.read(dir).upper().upward().fixedPublishPort()).isEmpty();
  }

  @Test
  void aLongSocketDirectoryGivesWayToTheCache() throws Exception {
    write("master", "cachedir: /c\n");
    write("minion", "id: s\n");

    assertThat(MasterConfig.read(dir).access().bus().pub())
        .isEqualTo(UnixDomainSocketAddress.of("/c/.salt-unix/master_event_pub.ipc"));
  }

  @Test
  void theMastersOfAClusterShareTheirKeys() throws Exception {
    write("master", "root_dir: /r\ncluster_id: c\ncluster_pki_dir: /shared/pki\n");
    write("minion", "id: s\n");
    assertThat(MasterConfig.read(dir).access().directories().acceptedKeys())
        .isEqualTo(Path.of("/shared/pki/minions"));

    write("master", "root_dir: /r\ncluster_pki_dir: /ignored\n");
    assertThat(MasterConfig.read(dir).access().directories().acceptedKeys())
        .isEqualTo(Path.of("/r/etc/salt/pki/master/minions"));
  }

  @Test
  void theOlderKeepJobsCountsWhereTheNewerOneIsNotSet() throws Exception {
    write("master", "keep_jobs: 48\n");
    write("minion", "id: s\n");

    assertThat(MasterConfig.read(dir).jobCache().keep()).isEqualTo(Duration.ofDays(2));
  }

  @Test
  void theNestedFormOfTheMysqlOptionsWins() throws Exception {
    write("master", "mysql.host: flat\nmysql.db: kept\nmysql:\n  host: nested\n  port: 3310\n");
    write("minion", "id: s\n");

    MysqlSettings mysql = MasterConfig.read(dir).mysql();

    assertThat(mysql.host()).isEqualTo("nested");
    assertThat(mysql.port()).isEqualTo(3310);
    assertThat(mysql.db()).isEqualTo("kept");
    assertThat(mysql.given()).isTrue();
  }

  @Test
  void anEmptyValueCountsAsNotSet() throws Exception {
    write("master", "ret_port:\nsyndic_master: ~\n");
    write("minion", "id: s\nsyndic_master:\n");

    MasterConfig config = MasterConfig.read(dir);

    assertThat(config.access().request().port()).isEqualTo(4506);
    assertThat(config.upper().upward().isTop()).isTrue();
  }

  @Test
  void theIdComesFromTheFileMinionIdBelowRootDir() throws Exception {
    Path root = dir.resolve("root");
    Files.createDirectories(root.resolve("etc/salt"));
    Files.writeString(root.resolve("etc/salt/minion_id"), "\ufeffweb7.example\nrest\n");
    write("master", "root_dir: " + root + "\n");
    write("minion", "root_dir: " + root + "\n");

    MasterConfig config = MasterConfig.read(dir);

    assertThat(config.identity().syndicId()).isEqualTo(new MinionId("web7.example"));
    assertThat(config.identity().masterId()).isEqualTo("web7.example_master");
    assertThat(config.entries())
        .contains(
            new Entry(
                "id", "web7.example", new Origin.Line(root.resolve("etc/salt/minion_id"), 1)));
  }

  @Test
  void aDomainIsAppendedOnce() throws Exception {
    write("master", "id: m.example\nappend_domain: example\n");
    write("minion", "id: web1\nappend_domain: example\n");

    Identity identity = MasterConfig.read(dir).identity();

    assertThat(identity.syndicId()).isEqualTo(new MinionId("web1.example"));
    assertThat(identity.masterId()).isEqualTo("m.example");
  }

  @Test
  void includesMergeAsSaltMergesThem() throws Exception {
    write("master", "user: main\nsyndic_master: [main]\ninclude: more/*.yml\nret_port: 1\n");
    write("master.d/10.conf", "user: ten\nsyndic_master: [a, b]\nret_port: 2\n");
    write("master.d/20.conf", "user: twenty\nsyndic_master: [b, c]\ninclude: [../deep.conf]\n");
    write("master.d/.hidden.conf", "user: hidden\n");
    write("master.d/no.yaml", "user: other\n");
    write("deep.conf", "hash_type: sha1\n");
    write("more/x.yml", "ret_port: 3\n");
    write("minion", "id: s\n");

    MasterConfig config = MasterConfig.read(dir);

    assertThat(config.identity().user()).isEqualTo("twenty");
    assertThat(config.upper().upward().moms())
        .extracting(MomAddress::entry)
        .containsExactly("a", "b", "c");
    assertThat(config.jobCache().hashType()).isEqualTo(HashType.SHA1);
    assertThat(config.access().request().port()).isEqualTo(3);
    assertThat(config.entries())
        .contains(
            new Entry("user", "twenty", new Origin.Line(dir.resolve("master.d/20.conf"), 1)),
            new Entry("timeout", "5", Origin.DEFAULT));
  }

  @Test
  void secretsAreNotShown() throws Exception {
    write("master", "mysql.pass: hunter2\n");
    write("minion", "id: s\n");

    MasterConfig config = MasterConfig.read(dir);

    assertThat(config.mysql().pass()).isEqualTo("hunter2");
    assertThat(config.toString()).doesNotContain("hunter2");
    assertThat(config.entries())
        .anyMatch(e -> e.key().equals("mysql.pass") && e.value().equals("***"));
  }

  @Test
  void allProblemsAreReportedTogetherEachWithFileLineAndKey() throws Exception {
    write(
        "master",
        """
        ret_port: none
        job_cache: maybe
        hash_type: crc32
        keep_jobs_seconds: -1
        syndic_master: ['a b', 'm:x', '[fd00::1']
        user: [a]
        mysql.pass: sdb://vault/x
        """);
    write("master.d/bad.conf", "a: 1\nb: [\n");
    write("minion", "id: a/b\nreturn_retry_tries: 0\nencryption_algorithm: ROT13\n");

    List<Problem> problems =
        catchThrowableOfType(MasterConfigException.class, () -> MasterConfig.read(dir)).problems();

    String master = dir.resolve("master").toString();
    assertThat(problems)
        .extracting(Problem::where, Problem::key)
        .contains(
            org.assertj.core.groups.Tuple.tuple(master + ":1", "ret_port"),
            org.assertj.core.groups.Tuple.tuple(master + ":2", "job_cache"),
            org.assertj.core.groups.Tuple.tuple(master + ":3", "hash_type"),
            org.assertj.core.groups.Tuple.tuple(master + ":4", "keep_jobs_seconds"),
            org.assertj.core.groups.Tuple.tuple(master + ":5", "syndic_master"),
            org.assertj.core.groups.Tuple.tuple(master + ":6", "user"),
            org.assertj.core.groups.Tuple.tuple(master + ":7", "mysql.pass"),
            org.assertj.core.groups.Tuple.tuple(dir.resolve("master.d/bad.conf") + ":3", ""),
            org.assertj.core.groups.Tuple.tuple(dir.resolve("minion") + ":1", "id"),
            org.assertj.core.groups.Tuple.tuple(dir.resolve("minion") + ":2", "return_retry_tries"),
            org.assertj.core.groups.Tuple.tuple(
                dir.resolve("minion") + ":3", "encryption_algorithm"));
    assertThat(problems).filteredOn(p -> p.key().equals("syndic_master")).hasSize(3);
    assertThat(problems)
        .filteredOn(p -> p.key().equals("ret_port"))
        .singleElement()
        .hasToString(
            master + ":1: ret_port: expected a whole number from 1 to 65535, found 'none'");
  }

  @Test
  void aFileOverTheBoundIsRefused() throws Exception {
    write("minion", "id: s\n");
    write("master", "# " + "x".repeat(SaltFiles.FILE_BYTES_MAX) + "\n");

    assertThat(catchThrowableOfType(MasterConfigException.class, () -> MasterConfig.read(dir)))
        .hasMessageContaining("larger than");
  }

  @Test
  void includesThatIncludeEachOtherEnd() throws Exception {
    write("minion", "id: s\n");
    write("master.d/a.conf", "include: a.conf\n");

    assertThat(catchThrowableOfType(MasterConfigException.class, () -> MasterConfig.read(dir)))
        .hasMessageContaining("include each other");
  }

  @Test
  void aDirectoryThatDoesNotExistIsAProblem() {
    assertThat(
            catchThrowableOfType(
                MasterConfigException.class, () -> MasterConfig.read(dir.resolve("nowhere"))))
        .hasMessageContaining("no such directory");
  }

  private void write(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
