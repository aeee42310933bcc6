package dev.saltern.bench;

import dev.saltern.job.Data;
import dev.saltern.job.Tag;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.EventFrame;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The work of the wire room per event: a return from the bus to values, an envelope opened, a
/// return as JSON text. `ping` is a return of `test.ping`, `states` one of a highstate of 60 states
/// (20 kB).
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WireBenchmark {
  private static final int FRAMES = 1_000;

  @Param({"ping", "states"})
  String kind = "ping";

  private Data.Dict event = Data.Dict.EMPTY;
  private byte[] msgpack = new byte[0];
  private byte[] envelope = new byte[0];
  private byte[] stream = new byte[0];
  private String json = "";
  private Optional<Crypticle> crypticle = Optional.empty();

  @Setup
  public void setup() throws WireException {
    event =
        Data.dict(
            "cmd",
            "_return",
            "id",
            "web1",
            "success",
            true,
            "retcode",
            0,
            "return",
            kind.equals("ping") ? true : states(),
            "jid",
            "20261124120000000000",
            "fun",
            "test.ping",
            "fun_args",
            List.of(),
            "user",
            "root",
            "_stamp",
            "2026-11-24T12:00:00.123456");
    msgpack = DataCodec.encode(event, DataCodec.Spec.NEW);
    json = JsonText.write(event);
    crypticle = Optional.of(new Crypticle(Crypticle.newKeyString()));
    envelope = crypticle.get().seal(event);
    var frames = new ByteArrayOutputStream();
    byte[] frame =
        new EventFrame(new Tag("salt/job/20261124120000000000/ret/web1"), event).encode();
    for (int i = 0; i < FRAMES; i++) {
      frames.writeBytes(frame);
    }
    stream = frames.toByteArray();
  }

  private static Data states() {
    List<Object> states = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      states.add("file_|-file_%d_|-/etc/file%d_|-managed".formatted(i, i));
      states.add(
          Data.dict(
              "changes",
              Data.dict("diff", "@@ -1 +1 @@\n-old\n+new\n", "mode", "0644"),
              "comment",
              "File /etc/file%d updated".formatted(i),
              "duration",
              12.345 + i,
              "name",
              "/etc/file%d".formatted(i),
              "result",
              true,
              "__run_num__",
              i,
              "__sls__",
              "base",
              "start_time",
              "12:00:00.123456"));
    }
    return Data.dict(states.toArray());
  }

  @Benchmark
  public Data decode() throws WireException {
    return DataCodec.decode(msgpack);
  }

  @Benchmark
  public byte[] encode() {
    return DataCodec.encode(event, DataCodec.Spec.NEW);
  }

  @Benchmark
  public Data open() throws WireException {
    return crypticle.orElseThrow().open(envelope);
  }

  @Benchmark
  public byte[] seal() {
    return crypticle.orElseThrow().seal(event);
  }

  @Benchmark
  public String writeJson() {
    return JsonText.write(event);
  }

  @Benchmark
  public Data readJson() throws WireException {
    return JsonText.read(json);
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int readFrames() throws WireException, IOException {
    var reader = new EventFrame.Reader(new ByteArrayInputStream(stream), DataCodec.Limits.DEFAULT);
    int read = 0;
    while (reader.next().isPresent()) {
      read++;
    }
    return read;
  }
}
