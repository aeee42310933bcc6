package dev.saltern.spool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// A process of its own that appends to a spool from three threads and prints each position once it
/// is acknowledged, until it is killed. A fourth thread is the reader "mysql" and passes a third of
/// it, counting.
final class SpoolProcess {
  private SpoolProcess() {}

  /// What the record at a number is, in length and content.
  static byte[] bytes(int thread, int i) {
    String text = thread + "/" + i + "/";
    byte[] bytes = new byte[text.length() + new Random(31L * i + thread).nextInt(9_000)];
    byte[] head = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, bytes, 0, head.length);
    return bytes;
  }

  public static void main(String[] args) throws Exception {
    Spool spool = SqliteSpool.open(SpoolConfig.at(Path.of(args[0])), InstantSource.system());
    spool.open("mysql", Spool.Policy.HOLDS);
    JavaProcess.say("ready");
    for (int thread : IntStream.range(0, 3).toArray()) {
      Thread.ofPlatform().start(() -> append(spool, thread, Integer.parseInt(args[1])));
    }
    while (true) {
      for (Spool.Entry entry : spool.read(position(spool), 7, Long.MAX_VALUE)) {
        if (entry.position() % 3 == 0) {
          spool.advance(
              "mysql",
              new Spool.Step(
                  entry.position(),
                  Map.of("passed", entry.position() - position(spool)),
                  List.of()));
        }
      }
    }
  }

  private static long position(Spool spool) throws SpoolException {
    Spool.Reader reader = spool.stats().readers().get("mysql");
    return reader == null ? 0 : reader.position();
  }

  private static void append(Spool spool, int thread, int from) {
    try {
      for (int i = from; ; i++) {
        long last =
            spool.append(
                List.of(
                    new Spool.Item(thread, bytes(thread, i)),
                    new Spool.Item(thread, bytes(thread, -i - 1))));
        JavaProcess.say(thread + " " + i + " " + last);
      }
    } catch (SpoolException e) {
      throw new IllegalStateException(e);
    }
  }
}
