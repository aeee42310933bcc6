package dev.saltern.returner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.spool.Spool;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecentRecordsTest {
  private final RecentRecords recent = new RecentRecords(1_000);

  private static List<Spool.Item> items(int count, int bytes) {
    return Stream.generate(() -> new Spool.Item(1, new byte[bytes])).limit(count).toList();
  }

  private List<Long> after(long position, int limit, long bytesMax) {
    return recent.after(position, limit, bytesMax).stream().map(Spool.Entry::position).toList();
  }

  @Test
  void whatFollowsAPositionIsThereUpToTheLimits() {
    recent.appended(items(3, 10), 7);
    recent.appended(items(1, 10), 8);
    assertThat(after(4, 9, 1_000)).containsExactly(5L, 6L, 7L, 8L);
    assertThat(after(5, 2, 1_000)).containsExactly(6L, 7L);
    assertThat(after(5, 9, 25)).containsExactly(6L, 7L);
    assertThat(after(5, 9, 1)).containsExactly(6L);
    assertThat(after(8, 9, 1_000)).isEmpty();
  }

  @Test
  void whatIsNoLongerThereIsNotSkipped() {
    recent.appended(items(9, 100), 9);
    assertThat(after(0, 9, 10_000)).isEmpty();
    assertThat(after(3, 9, 10_000)).isEmpty();
    assertThat(after(4, 9, 10_000)).containsExactly(5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void whatOthersAppendedBetweenIsNotSkipped() {
    recent.appended(items(2, 10), 2);
    recent.appended(items(1, 10), 4);
    assertThat(after(0, 9, 1_000)).isEmpty();
    assertThat(after(2, 9, 1_000)).isEmpty();
    assertThat(after(3, 9, 1_000)).containsExactly(4L);
  }

  @Test
  void aRecordOverTheBoundIsNotHeld() {
    recent.appended(items(1, 2_000), 1);
    assertThat(after(0, 9, 10_000)).isEmpty();
  }
}
