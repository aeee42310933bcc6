package dev.saltern.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Feeds a reader bytes that nobody means well with: the corpus as it is, then seeded mutations of
/// it. What fails is said with its bytes, to be kept as one more file of the corpus,
/// `src/test/resources/fuzz/<name>/`, so that it is tried first ever after.
///
/// `-Dfuzz.executions=N` runs longer, `-Dfuzz.seed=N` elsewhere. Confined to one thread.
public final class Fuzz {
  private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");
  private static final int EXECUTIONS = Integer.getInteger("fuzz.executions", 20_000);
  private static final long SEED = Long.getLong("fuzz.seed", 1L);
  private static final int INPUT_BYTES_MAX = 1 << 16;
  private static final int MUTATIONS_MAX = 6;
  private static final int SHOWN_BYTES_MAX = 4_096;

  /// Numbers at the edges of what lengths and counts can be.
  private static final byte[][] EDGES = {
    {0},
    {0x7f},
    {(byte) 0x80},
    {(byte) 0xff},
    {0, 0},
    {(byte) 0xff, (byte) 0xff},
    {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff},
    {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
    {(byte) 0xdd, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff},
    {(byte) 0xdf, 0, 0x10, 0, 0},
    {(byte) 0xc1},
    {'\n', '\n'},
    {'\r', '\n'},
    {'"'},
    {'{'},
    {'['},
    {'&', 'a', ' ', '*', 'a'},
    {(byte) 0xe2, (byte) 0x80, (byte) 0xae}
  };

  /// Reads an input. May throw what its readers expect of bad bytes, as [#refuses] says.
  @FunctionalInterface
  public interface Target {
    void read(byte[] input) throws Exception;
  }

  private final String name;
  private final List<Class<? extends Exception>> refusals;

  private Fuzz(String name, List<Class<? extends Exception>> refusals) {
    this.name = name;
    this.refusals = refusals;
  }

  /// Fuzzes one reader.
  ///
  /// @param name the folder of the corpus
  /// @param refusals what a reader may throw at bad bytes; anything else is a finding
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static Fuzz of(String name, Class<? extends Exception>... refusals) {
    return new Fuzz(name, List.of(refusals));
  }

  /// Tries the corpus with `more`, and mutations of both.
  ///
  /// @param costs how many times the work of a small decoder one input is
  public void run(List<byte[]> more, int costs, Target target) throws IOException {
    var seeds = new ArrayList<>(more);
    Path folder = CORPUS.resolve(name);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.sorted().map(Fuzz::bytes).forEach(seeds::add);
      }
    }
    if (seeds.isEmpty()) {
      throw new IllegalStateException("no corpus in " + folder);
    }
    int refused = 0;
    for (byte[] seed : seeds) {
      refused += tried(seed, target) ? 0 : 1;
    }
    var random = new Random(SEED);
    int executions = Math.max(1, EXECUTIONS / costs);
    for (int i = 0; i < executions; i++) {
      refused += tried(mutated(seeds, random), target) ? 0 : 1;
    }
    System.out.printf(
        "fuzz %s: %d inputs and %d mutations of them, %d refused, seed %d%n",
        name, seeds.size(), executions, refused, SEED);
  }

  private boolean tried(byte[] input, Target target) {
    try {
      target.read(input);
      return true;
    } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
      if (refusals.stream().anyMatch(refusal -> refusal.isInstance(e))) {
        return false;
      }
      throw new AssertionError(
          "fuzz %s, seed %d: %d bytes, %s"
              .formatted(
                  name,
                  SEED,
                  input.length,
                  HexFormat.of().formatHex(input, 0, Math.min(input.length, SHOWN_BYTES_MAX))),
          e);
    }
  }

  private static byte[] mutated(List<byte[]> seeds, Random random) {
    byte[] input = seeds.get(random.nextInt(seeds.size()));
    for (int i = random.nextInt(MUTATIONS_MAX); i >= 0; i--) {
      byte[] other = seeds.get(random.nextInt(seeds.size()));
      input = mutated(input, other, random);
    }
    return input.length <= INPUT_BYTES_MAX ? input : slice(input, 0, INPUT_BYTES_MAX);
  }

  private static byte[] mutated(byte[] input, byte[] other, Random random) {
    int at = random.nextInt(input.length + 1);
    int end = at + random.nextInt(Math.min(64, input.length - at) + 1);
    byte[] edge = EDGES[random.nextInt(EDGES.length)];
    byte[] before = slice(input, 0, at);
    byte[] after = slice(input, end, input.length);
    return switch (random.nextInt(7)) {
      case 0 -> before;
      case 1 -> joined(before, after);
      case 2 -> joined(before, edge, slice(input, at, input.length));
      case 3 ->
          joined(
              before, edge, slice(input, Math.min(input.length, at + edge.length), input.length));
      case 4 -> joined(before, slice(input, at, end), slice(input, at, input.length));
      case 5 -> joined(before, slice(other, random.nextInt(other.length + 1), other.length));
      default -> flipped(input, at, random);
    };
  }

  private static byte[] flipped(byte[] input, int at, Random random) {
    byte[] copy = input.clone();
    if (at < copy.length) {
      copy[at] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return java.util.Arrays.copyOfRange(bytes, from, to);
  }

  private static byte[] joined(byte[]... parts) {
    var all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
