package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LongTagTest {
  @Test
  void aTagIsCutWhereTheColumnEndsAndSaysSo() {
    String fits = "😀".repeat(Column.TAG_MAX);

    assertThat(UpsertEvents.tag(fits)).isEqualTo(fits);
    assertThat(UpsertEvents.tag(fits + "x")).isEqualTo("😀".repeat(Column.TAG_MAX - 1) + "…");
  }
}
