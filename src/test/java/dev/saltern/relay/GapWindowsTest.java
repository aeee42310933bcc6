package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Gap;
import dev.saltern.localmaster.JobScan;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GapWindowsTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private final GapWindows windows = new GapWindows();

  @Test
  void windowsFarApartStayApart() {
    windows.add(window(0, 10));
    windows.add(window(100, 110));

    assertThat(windows.byDue()).hasSize(2);
  }

  @Test
  void windowsNearOneAnotherAreOneFromTheFirstToTheLast() {
    windows.add(window(0, 10));
    windows.add(window(30, 40));
    windows.add(window(19, 21));

    assertThat(windows.byDue())
        .singleElement()
        .satisfies(w -> assertThat(w.gap()).isEqualTo(gap(0, 40, Gap.Reason.DISCONNECT, 0)));
  }

  @Test
  void theReasonIsThatOfTheLongerWindow() {
    windows.add(GapWindow.of(gap(0, 0, Gap.Reason.START, 0), at(0)));
    windows.add(window(3, 9));

    assertThat(windows.byDue())
        .singleElement()
        .satisfies(w -> assertThat(w.reason()).isEqualTo(Gap.Reason.DISCONNECT));
  }

  @Test
  void neverMoreThanTheBound() {
    for (int i = 0; i < 100; i++) {
      windows.add(window(100L * i, 100L * i + 1));
    }

    assertThat(windows.byDue()).hasSize(GapWindows.MAX);
    assertThat(windows.byDue().stream().map(GapWindow::from).min(Instant::compareTo))
        .contains(at(0));
  }

  @Test
  void whatIsReadIsReadAgainAfterARestart() {
    windows.add(window(0, 10));
    windows.add(window(100, 110));
    GapWindow first = windows.byDue().getFirst();
    windows.replace(first, first.looked(at(12), true, 7));

    var again = new GapWindows();
    again.read(windows.note());

    assertThat(again.byDue()).isEqualTo(windows.byDue());
  }

  @Test
  void aLookThatWasOvertakenByANewWindowLosesNothing() {
    windows.add(window(0, 10));
    GapWindow looked = windows.byDue().getFirst();
    windows.add(window(12, 14));

    windows.replace(looked, looked.looked(at(15), true, 7));
    assertThat(windows.remove(looked)).isFalse();

    GapWindow merged = windows.byDue().getFirst();
    assertThat(merged.recovered()).isEqualTo(7);
    assertThat(merged.lookFrom()).as("all of it is read again").isEqualTo(at(0));
  }

  @Test
  void theNextLookBeginsALittleBeforeTheLastOneAndNeverBeforeTheWindow() {
    GapWindow window = window(0, 60);

    assertThat(window.lookFrom()).isEqualTo(at(0));
    assertThat(window.looked(at(61), true, 0).lookFrom()).isEqualTo(at(61).minus(GapWindow.SLACK));
    assertThat(window.looked(at(5), true, 0).lookFrom()).isEqualTo(at(0));
    assertThat(window.looked(at(500), true, 0).covered())
        .as("no look reads beyond the time a file may be late")
        .isEqualTo(at(60).plus(JobScan.AFTER));
    assertThat(window.looked(at(61), false, 0).lookFrom())
        .as("a half written file is read again")
        .isEqualTo(at(0));
  }

  @Test
  void theLastLookIsAfterEveryFileIsWritten() {
    Duration last = GapWindow.SCHEDULE.getLast();

    assertThat(last).isGreaterThan(JobScan.AFTER);
  }

  @Test
  void aDamagedNoteIsNoWindow() {
    windows.read(new byte[] {(byte) 0xc1});
    windows.read(new byte[0]);

    assertThat(windows.byDue()).isEmpty();
  }

  private static GapWindow window(long from, long to) {
    return GapWindow.of(gap(from, to, Gap.Reason.DISCONNECT, 0), at(to));
  }

  private static Gap gap(long from, long to, Gap.Reason reason, long recovered) {
    return new Gap(at(from), at(to), reason, recovered);
  }

  private static Instant at(long seconds) {
    return NOON.plusSeconds(seconds);
  }
}
