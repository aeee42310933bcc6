package dev.saltern.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Tag;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What simulated masters write is, for the same values, byte for byte what real Salt wrote.
class GoldenFilesTest {
  private static final Recorded EXTRA = Recorded.load("3006.0/captures-extra.jsonl");
  private static final Recorded MAIN = Recorded.load("3006.0/captures.jsonl");

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> jobDirectoriesAreTheRecordedOnes() {
    Map<String, List<Data.Dict>> jobs =
        EXTRA.ofKind("local_cache_file").stream()
            .collect(
                Collectors.groupingBy(
                    r -> Recorded.text(r, "master") + " " + Recorded.text(r, "jid"),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return jobs.entrySet().stream()
        .map(job -> DynamicTest.dynamicTest(job.getKey(), () -> jobDirectory(job.getValue())));
  }

  private void jobDirectory(List<Data.Dict> files) throws IOException, WireException {
    // Given
    var jid = new Jid(Recorded.text(files.getFirst(), "jid"));
    Map<String, Data.Dict> byName = new LinkedHashMap<>();
    String prefix = "";
    for (Data.Dict file : files) {
      String path = Recorded.text(file, "path");
      // jobs/<2 digits>/<62 digits>/
      prefix = path.substring(0, path.indexOf('/', 8) + 1);
      byName.put(path.substring(prefix.length()), file);
    }
    // Written only with an option that is off.
    byName.remove("endtime");
    Path home = Files.createTempDirectory(directory, "cache");
    var cache = new LocalCache(home);

    // When
    cache.prepare(jid, false);
    cache.saveLoad(jid, (Data.Dict) decoded(byName, ".load.p"), ids(decoded(byName, ".minions.p")));
    for (String name : byName.keySet()) {
      if (name.startsWith(".minions.") && !name.equals(".minions.p")) {
        var syndic = new MinionId(name.substring(9, name.length() - 2));
        cache.saveMinions(jid, decoded(byName, name), syndic);
      } else if (name.endsWith("/return.p")) {
        String minion = name.substring(0, name.indexOf('/'));
        Data.Dict body = (Data.Dict) decoded(byName, name);
        String out = minion + "/out.p";
        body = byName.containsKey(out) ? body.with("out", decoded(byName, out)) : body;
        assertThat(cache.saveReturn(jid, new MinionId(minion), body)).isTrue();
        assertThat(cache.saveReturn(jid, new MinionId(minion), body)).isFalse();
      }
    }

    // Then
    assertThat(cache.directoryOf(jid)).isEqualTo(home.resolve(prefix));
    for (Map.Entry<String, Data.Dict> file : byName.entrySet()) {
      Path written = cache.directoryOf(jid).resolve(file.getKey());
      assertThat(Files.readAllBytes(written))
          .as(file.getKey())
          .isEqualTo(Recorded.raw(file.getValue(), "raw"));
      assertThat(mode(written)).as(file.getKey()).isEqualTo(Recorded.text(file.getValue(), "mode"));
    }
    try (Stream<Path> all = Files.walk(cache.directoryOf(jid))) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(byName.size());
    }
  }

  private static Data decoded(Map<String, Data.Dict> files, String name) throws WireException {
    Data.Dict file = Objects.requireNonNull(files.get(name), name);
    return DataCodec.decode(Recorded.raw(file, "raw"));
  }

  private static List<MinionId> ids(Data list) {
    return ((Data.Seq) list)
        .items().stream().map(id -> new MinionId(id.asText().orElseThrow())).toList();
  }

  private static String mode(Path file) throws IOException {
    Set<?> permissions = new TreeSet<>(Files.getPosixFilePermissions(file));
    Map<String, String> names = Map.of("rw-r--r--", "0o644", "rw-------", "0o600");
    return names.getOrDefault(
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), permissions.toString());
  }

  @Test
  @Timeout(60)
  void busFramesAreTheRecordedOnes() throws Exception {
    // Given: every recorded event whose stamp came last, but one that was stamped by hand
    List<Data.Dict> events =
        Stream.concat(MAIN.ofKind("event_bus").stream(), EXTRA.ofKind("event_bus").stream())
            .filter(r -> lastKey(r).equals("_stamp"))
            .filter(r -> !Recorded.text(r, "tag").equals("lab/test/tag"))
            .toList();
    var clock = new HandClock();
    var expected = new ByteArrayOutputStream();

    try (var bus = new EventBus(directory.resolve("bus"), 1 << 20, clock);
        var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      bus.start();
      client.connect(UnixDomainSocketAddress.of(bus.publishSocket()));
      while (bus.subscribers() == 0) {
        Thread.onSpinWait();
      }

      // When
      for (Data.Dict record : events) {
        byte[] raw = Recorded.raw(record, "raw");
        Data.Dict data = body(raw);
        clock.set(LocalDateTime.parse(data.text("_stamp").orElseThrow()).toInstant(ZoneOffset.UTC));
        bus.fire(new Tag(Recorded.text(record, "tag")), data.without("_stamp"));
        expected.writeBytes(framed(raw));
      }

      // Then
      byte[] read = Channels.newInputStream(client).readNBytes(expected.size());
      assertThat(read).isEqualTo(expected.toByteArray());
      assertThat(events).hasSizeGreaterThan(70);
    }
  }

  private static Data.Dict body(byte[] raw) throws WireException {
    int at = IntStream.range(0, raw.length).filter(i -> raw[i] == '\n').findFirst().orElseThrow();
    return DataCodec.decodeDict(Arrays.copyOfRange(raw, at + 2, raw.length));
  }

  private static String lastKey(Data.Dict record) {
    return record.dict("data").orElseThrow().entries().keySet().stream()
        .reduce((_, last) -> last)
        .flatMap(Data::asText)
        .orElseThrow();
  }

  /// `{head: {}, body: <bin>}`, by hand.
  private static byte[] framed(byte[] body) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x82, (byte) 0xa4, 'h', 'e', 'a', 'd', (byte) 0x80});
    bytes.writeBytes(new byte[] {(byte) 0xa4, 'b', 'o', 'd', 'y'});
    if (body.length < 256) {
      bytes.writeBytes(new byte[] {(byte) 0xc4, (byte) body.length});
    } else {
      bytes.writeBytes(new byte[] {(byte) 0xc5, (byte) (body.length >> 8), (byte) body.length});
    }
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  @TestFactory
  Stream<DynamicTest> publicationsAreTheRecordedOnes() {
    return EXTRA.ofKind("request_clear").stream()
        .filter(r -> publication(r).isPresent())
        .map(
            r ->
                DynamicTest.dynamicTest(
                    Recorded.text(r, "note"), () -> publication(r, publication(r).get())));
  }

  private static void publication(Data.Dict record, Data.Dict expected) {
    // When
    Data.Dict request = Recorded.load(record);
    Data.Dict load = JobDesk.publication(request, new Jid(jid(record)));
    load =
        request.get("to").isPresent()
            ? JobDesk.withAuthList(load, request.dict("kwargs").orElseThrow())
            : load;

    // Then: the same keys in the same order
    assertThat(DataCodec.encode(load, DataCodec.Spec.OLD))
        .isEqualTo(DataCodec.encode(expected, DataCodec.Spec.OLD));
  }

  /// What was recorded as published by the same master for a `publish` request, without its serial.
  private static Optional<Data.Dict> publication(Data.Dict request) {
    boolean mom = Recorded.load(request).get("to").isPresent();
    return EXTRA.ofKind("publish").stream()
        .filter(p -> Recorded.text(p, "master").equals("mom") == mom)
        .map(p -> p.dict("load_decoded").orElseThrow())
        .filter(load -> load.text("jid").equals(Optional.of(jid(request))))
        .map(load -> load.without("serial"))
        .findFirst();
  }

  private static String jid(Data.Dict request) {
    return request
        .dict("reply_decoded")
        .flatMap(reply -> reply.dict("load"))
        .flatMap(load -> load.text("jid"))
        .orElse("");
  }

  @Test
  void topicsAreTheRecordedOnes() throws IOException {
    // Given
    Map<String, Set<String>> expected = new LinkedHashMap<>();
    for (Data.Dict r : EXTRA.ofKind("publish")) {
      String topic = Recorded.text(r, "topic");
      if (Recorded.text(r, "phase").equals("B") && Recorded.text(r, "master").equals("mom")) {
        String jid = r.dict("load_decoded").orElseThrow().text("jid").orElseThrow();
        expected.computeIfAbsent(jid, _ -> new TreeSet<>()).add(topic);
      }
    }

    // When
    for (Data.Dict r : EXTRA.ofKind("publish")) {
      Data.Dict load = r.dict("load_decoded").orElseThrow();
      Set<String> topics = expected.get(load.text("jid").orElseThrow());
      if (topics != null && Recorded.text(r, "master").equals("mom")) {
        List<MinionId> accepted = List.of(new MinionId("sm1"), new MinionId("sm2"));
        Targets.Match match =
            Targets.match(
                load.get("tgt").orElseThrow(), load.text("tgt_type").orElseThrow(), accepted);

        // Then
        assertThat(new TreeSet<>(MasterCore.topics(load, match.minions(), true)))
            .as(load.toString())
            .isEqualTo(topics);
      }
    }
    assertThat(expected).hasSizeGreaterThan(4);
  }

  @Test
  void whatIsTooBigIsTrimmedAsSaltDoes() {
    // Given: what 3006.18 made of these with max_event_size 10000
    Data.Dict map =
        Data.dict(
            "cmd",
            "_return",
            "return",
            Data.dict("small", "stays", "large", "x".repeat(12_000), "list", List.of(0, 1, 2)));
    Data.Dict text = Data.dict("return", "x".repeat(12_000), "retcode", 0);
    Data.Dict small = Data.dict("return", "x".repeat(9_000), "retcode", 0);

    // Then
    assertThat(EventTrim.trimmed(map, 10_000).dict("return"))
        .contains(Data.dict("small", "stays", "large", "VALUE_TRIMMED", "list", List.of(0, 1, 2)));
    assertThat(EventTrim.trimmed(text, 10_000))
        .isEqualTo(Data.dict("return", "VALUE_TRIMMED", "retcode", 0));
    assertThat(EventTrim.trimmed(small, 10_000)).isEqualTo(small);
  }
}
