package dev.saltern.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.saltern.spool.Spool.Policy;
import dev.saltern.spool.Spool.Step;
import dev.saltern.testing.HandClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every spool promises. A test class per implementation makes the spool.
abstract class SpoolContract {
  static final long BYTES_MAX = SpoolConfig.BYTES_MAX_LEAST;
  static final Duration AGE_MAX = Duration.ofHours(1);

  final HandClock clock = new HandClock();
  Spool spool;

  /// Opens the one spool of this test, anew or again, with [#BYTES_MAX] and [#AGE_MAX].
  abstract Spool open() throws SpoolException;

  @BeforeEach
  void openTheSpool() throws SpoolException {
    spool = open();
  }

  @AfterEach
  void closeTheSpool() {
    spool.close();
  }

  void reopen() throws SpoolException {
    spool.close();
    spool = open();
  }

  static Spool.Item item(String text) {
    return new Spool.Item(1, text.getBytes(UTF_8));
  }

  static Spool.Item sized(long bytes) {
    return new Spool.Item(2, new byte[(int) bytes]);
  }

  long append(String... texts) throws SpoolException {
    return spool.append(Arrays.stream(texts).map(SpoolContract::item).toList());
  }

  List<String> readTexts(long position) throws SpoolException {
    return spool.read(position, 100, Long.MAX_VALUE).stream()
        .map(e -> new String(e.bytes(), UTF_8))
        .toList();
  }

  @Test
  void recordsComeBackInTheirOrderWithLabelAndPosition() throws Exception {
    long last = append("one", "two");

    List<Spool.Entry> entries = spool.read(0, 10, Long.MAX_VALUE);

    assertThat(last).isEqualTo(2);
    assertThat(entries).extracting(Spool.Entry::position).containsExactly(1L, 2L);
    assertThat(entries).extracting(Spool.Entry::label).containsExactly(1, 1);
    assertThat(readTexts(0)).containsExactly("one", "two");
    assertThat(readTexts(1)).containsExactly("two");
    assertThat(readTexts(2)).isEmpty();
  }

  @Test
  void everyRecordSizeComesBackByteForByte() throws Exception {
    int[] sizes = {1, 127, 128, 255, 256, 4_040, 4_061, 4_062, 4_096, 65_535, 65_536, 300_000};
    for (int size : sizes) {
      byte[] bytes = new byte[size];
      Arrays.fill(bytes, (byte) size);
      long position = spool.append(List.of(new Spool.Item(255, bytes)));

      assertThat(spool.read(position - 1, 1, 1).getFirst().bytes()).isEqualTo(bytes);
    }
  }

  @Test
  void aRecordWithoutBytesOrWithAnotherLabelIsOurFault() {
    assertThatThrownBy(() -> new Spool.Item(0, new byte[0])).hasMessageContaining("found 0");
    assertThatThrownBy(() -> new Spool.Item(256, new byte[1])).hasMessageContaining("found 256");
    assertThatThrownBy(() -> new Spool.Item(-1, new byte[1])).hasMessageContaining("found -1");
    assertThatThrownBy(() -> spool.append(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aReadTakesNoMoreThanItsLimits() throws Exception {
    append("12345", "12345", "12345");

    assertThat(spool.read(0, 2, Long.MAX_VALUE)).hasSize(2);
    assertThat(spool.read(0, 10, 10)).hasSize(2);
    assertThat(spool.read(0, 10, 9)).hasSize(1);
    assertThat(spool.read(0, 10, 1)).as("always one").hasSize(1);
    assertThatThrownBy(() -> spool.read(0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatWasAppendedIsThereAfterReopening() throws Exception {
    append("one");
    spool.open("mysql", Policy.HOLDS);
    spool.notes().put(Map.of("k", "v".getBytes(UTF_8)));
    append("two");

    reopen();

    assertThat(spool.open("mysql", Policy.HOLDS)).isEqualTo(1);
    assertThat(readTexts(0)).contains("two");
    assertThat(spool.notes().get("k"))
        .hasValueSatisfying(v -> assertThat(v).asString().isEqualTo("v"));
    assertThat(append("three")).isEqualTo(3);
  }

  @Test
  void positionsGoOnAfterAllIsGoneAndReopened() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    long last = append("one", "two");
    spool.advance("mysql", Step.to(last));

    reopen();

    assertThat(spool.stats().records()).isZero();
    assertThat(append("three")).isEqualTo(3);
  }

  @Test
  void aNewReaderStartsAfterWhatIsThere() throws Exception {
    append("one");

    assertThat(spool.open("mom1", Policy.YIELDS)).isEqualTo(1);
  }

  @Test
  void aRecordStaysUntilTheLastReaderHasPassedIt() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    spool.open("mom1", Policy.YIELDS);
    append("one", "two", "three");

    spool.advance("mysql", Step.to(3));
    assertThat(readTexts(0)).hasSize(3);

    spool.advance("mom1", Step.to(2));
    assertThat(readTexts(0)).containsExactly("three");
    assertThat(spool.stats().bytes()).isEqualTo(5);
  }

  @Test
  void aForgottenReaderHoldsNothingBack() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    spool.open("mom1", Policy.YIELDS);
    append("one");
    spool.advance("mysql", Step.to(1));

    spool.forget("mom1");

    assertThat(readTexts(0)).isEmpty();
    assertThat(spool.stats().readers()).containsOnlyKeys("mysql");
  }

  @Test
  void aReaderNeverGoesBackNorBeyondTheEnd() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    append("one", "two");
    spool.advance("mysql", Step.to(2));

    spool.advance("mysql", Step.to(1));

    assertThat(spool.stats().readers())
        .containsEntry("mysql", new Spool.Reader(Policy.HOLDS, 2, 0));
    assertThatThrownBy(() -> spool.advance("mysql", Step.to(3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the last position is 2");
    assertThatThrownBy(() -> spool.advance("nobody", Step.to(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nobody");
  }

  @Test
  void theOldestAfterAPositionSaysWhenItCame() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    assertThat(spool.oldestAfter(0)).isZero();
    append("one", "two");

    assertThat(spool.oldestAfter(0)).isEqualTo(spool.stats().oldestMillis()).isPositive();
    assertThat(spool.oldestAfter(1)).isPositive();
    assertThat(spool.oldestAfter(2)).isZero();
  }

  @Test
  void thousandsOfPassedRecordsGoInOneStep() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    long last = spool.append(IntStream.range(0, 3_001).mapToObj(i -> item("r" + i)).toList());

    spool.advance("mysql", Step.to(last - 1));

    assertThat(readTexts(0)).containsExactly("r3000");
    assertThat(spool.stats().records()).isEqualTo(1);
  }

  @Test
  void atTheBoundAReaderThatHoldsIsNotBetrayed() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    spool.append(List.of(sized(BYTES_MAX - 10)));

    spool.append(List.of(sized(10)));
    assertThatThrownBy(() -> spool.append(List.of(sized(1))))
        .isInstanceOf(SpoolException.class)
        .hasMessageContaining("spool full")
        .hasMessageContaining("mysql")
        .hasMessageContaining("spool.bytes_max");

    assertThat(spool.stats().bytes()).isEqualTo(BYTES_MAX);
    spool.advance("mysql", Step.to(1));
    assertThat(spool.append(List.of(sized(1)))).isEqualTo(3);
  }

  @Test
  void intoAnEmptySpoolEvenTheBiggestGoes() throws Exception {
    spool.open("mysql", Policy.HOLDS);

    assertThat(spool.append(List.of(sized(BYTES_MAX + 1)))).isEqualTo(1);
  }

  @Test
  void atTheBoundAReaderThatYieldsLosesItsOldest() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    spool.open("mom1", Policy.YIELDS);
    spool.open("mom2", Policy.YIELDS);
    long quarter = BYTES_MAX / 4;
    for (int i = 0; i < 4; i++) {
      spool.append(List.of(sized(quarter)));
    }
    spool.advance("mysql", Step.to(4));
    spool.advance("mom2", Step.to(1));

    spool.append(List.of(sized(quarter + 1)));

    assertThat(spool.stats().readers())
        .containsOnly(
            entry("mysql", new Spool.Reader(Policy.HOLDS, 4, 0)),
            entry("mom1", new Spool.Reader(Policy.YIELDS, 2, 2)),
            entry("mom2", new Spool.Reader(Policy.YIELDS, 2, 1)));
    assertThat(spool.read(0, 10, Long.MAX_VALUE))
        .extracting(Spool.Entry::position)
        .containsExactly(3L, 4L, 5L);
  }

  @Test
  void nothingIsDroppedForAnAppendThatIsRefusedAllTheSame() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    spool.open("mom1", Policy.YIELDS);
    spool.append(List.of(sized(10), sized(BYTES_MAX - 10)));
    spool.advance("mysql", Step.to(1));

    assertThatThrownBy(() -> spool.append(List.of(sized(11)))).isInstanceOf(SpoolException.class);

    assertThat(spool.stats().readers())
        .containsEntry("mom1", new Spool.Reader(Policy.YIELDS, 0, 0));
    assertThat(spool.stats().records()).isEqualTo(2);
  }

  @Test
  void whatIsTooOldGoesUnlessItIsHeld() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    spool.open("mom1", Policy.YIELDS);
    append("passed by mysql", "held by mysql");
    spool.advance("mysql", Step.to(1));
    clock.forward(AGE_MAX);
    append("young");

    spool.expire();
    assertThat(readTexts(0)).as("just old enough to stay").hasSize(3);
    clock.forward(Duration.ofMillis(1));
    spool.expire();

    assertThat(readTexts(0)).containsExactly("held by mysql", "young");
    assertThat(spool.stats().readers())
        .containsEntry("mom1", new Spool.Reader(Policy.YIELDS, 1, 1));
  }

  @Test
  void aStepTakesItsCountsAndLettersAlong() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    append("good", "poison");
    Spool.Entry poison = spool.read(1, 1, 100).getFirst();

    spool.advance(
        "mysql",
        new Step(2, Map.of("stored", 1L), List.of(new Letters.Dead(poison, "no such column", 3))));
    reopen();

    assertThat(spool.counters()).containsOnly(entry("appended.1", 2L), entry("stored", 1L));
    Letters.Letter letter = spool.letters().get(2).orElseThrow();
    assertThat(letter.entry().bytes()).asString().isEqualTo("poison");
    assertThat(letter.cause()).isEqualTo("no such column");
    assertThat(letter.attempts()).isEqualTo(3);
    assertThat(letter.millis()).isEqualTo(clock.millis());
    assertThat(spool.letters().get(1)).isEmpty();
    assertThat(spool.letters().count()).isEqualTo(1);
  }

  @Test
  void aRetriedLetterIsAppendedAnew() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    append("poison");
    Spool.Entry poison = spool.read(0, 1, 100).getFirst();
    spool.advance("mysql", new Step(1, Map.of(), List.of(new Letters.Dead(poison, "x", 1))));

    assertThat(spool.letters().retry(1)).isTrue();

    assertThat(readTexts(1)).containsExactly("poison");
    assertThat(spool.letters().list(0, 10)).isEmpty();
    assertThat(spool.letters().retry(1)).as("once only").isFalse();
    assertThat(spool.counters()).containsOnly(entry("appended.1", 2L), entry("retried.1", 1L));
  }

  @Test
  void aDiscardedLetterIsGone() throws Exception {
    spool.open("mysql", Policy.HOLDS);
    append("poison");
    Spool.Entry poison = spool.read(0, 1, 100).getFirst();
    spool.advance("mysql", new Step(1, Map.of(), List.of(new Letters.Dead(poison, "x", 1))));

    assertThat(spool.letters().discard(1)).isTrue();
    assertThat(spool.letters().discard(1)).isFalse();
    assertThat(spool.letters().count()).isZero();
  }

  @Test
  void notesAreFoundByPrefixAndForgottenByAge() throws Exception {
    Notes notes = spool.notes();
    notes.put(Map.of("job/1", new byte[] {1}, "job/2", new byte[0], "jobs", new byte[] {3}));
    clock.forward(Duration.ofSeconds(1));
    notes.put(Map.of("job/2", new byte[] {2}, "job/ü", new byte[] {4}));

    assertThat(notes.startingWith("job/", 10)).containsOnlyKeys("job/1", "job/2", "job/ü");
    assertThat(notes.startingWith("job/", 1)).containsOnlyKeys("job/1");
    assertThat(notes.forget("job/", clock.millis())).isEqualTo(1);
    assertThat(notes.startingWith("", 10)).containsOnlyKeys("job/2", "job/ü", "jobs");
    notes.forget(List.of("jobs"));
    assertThat(notes.get("jobs")).isEmpty();
    assertThat(notes.get("job/2")).hasValueSatisfying(v -> assertThat(v).containsExactly(2));
  }

  @Test
  void aNoteHasABound() {
    assertThatThrownBy(() -> spool.notes().put(Map.of("k", new byte[Notes.VALUE_BYTES_MAX + 1])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> spool.notes().put(Map.of("k".repeat(Notes.KEY_LENGTH_MAX + 1), new byte[1])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void labelsAreCountedApart() throws Exception {
    spool.append(List.of(item("a"), sized(1), item("b")));

    assertThat(spool.labels(0)).containsOnly(entry(1, 2L), entry(2, 1L));
    assertThat(spool.labels(2)).containsOnly(entry(1, 1L));
  }

  @Test
  void theStateSaysHowFullItIsAndSinceWhen() throws Exception {
    assertThat(spool.stats()).isEqualTo(new Spool.Stats(0, 0, 0, 0, Map.of()));
    long since = clock.millis();
    append("one");
    clock.forward(Duration.ofSeconds(9));
    append("three");

    assertThat(spool.stats()).isEqualTo(new Spool.Stats(2, 8, since, 2, Map.of()));
  }

  @Test
  void afterClosingNothingIsTakenAnyMore() {
    spool.close();

    assertThatThrownBy(() -> append("late")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> spool.read(0, 1, 1)).isInstanceOf(IllegalStateException.class);
  }
}
