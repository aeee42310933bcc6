package dev.saltern.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InboxTest {
  private final Inbox inbox = new Inbox("the-mom");

  private static Data.Dict load(int number) {
    return Data.dict("jid", Integer.toString(number));
  }

  private List<String> handedOn() {
    var taken = new ArrayList<String>();
    inbox.end();
    inbox.run((_, load) -> taken.add(load.text("jid").orElseThrow()));
    return taken;
  }

  @Test
  void whatDoesNotFitIsDroppedAndTheRestHandedOnInItsOrder() {
    for (int i = 0; i < Inbox.MESSAGES_MAX; i++) {
      assertThat(inbox.offer(load(i), 1)).isTrue();
    }
    assertThat(inbox.trouble()).isEmpty();
    assertThat(inbox.offer(load(-1), 1)).isFalse();
    assertThat(inbox.dropped()).isEqualTo(1);
    assertThat(inbox.trouble())
        .hasValueSatisfying(why -> assertThat(why).contains("1 were dropped"));

    assertThat(handedOn())
        .isEqualTo(IntStream.range(0, Inbox.MESSAGES_MAX).mapToObj(Integer::toString).toList());
  }

  @Test
  void bytesAreBoundedTooAndOneThatIsBiggerWaitsAlone() {
    int most = (int) Inbox.BYTES_MAX;
    assertThat(inbox.offer(load(1), most + 1)).isTrue();
    assertThat(inbox.offer(load(2), 1)).isFalse();
    assertThat(handedOn()).containsExactly("1");

    var other = new Inbox("the-mom");
    assertThat(other.offer(load(1), most - 1)).isTrue();
    assertThat(other.offer(load(2), 1)).isTrue();
    assertThat(other.offer(load(3), 1)).isFalse();
  }

  @Test
  void troubleEndsWhenNoneWaitsAnyMore() throws Exception {
    inbox.offer(load(1), (int) Inbox.BYTES_MAX);
    inbox.offer(load(2), 1);
    assertThat(inbox.trouble()).isPresent();
    Thread hand = Thread.ofPlatform().start(() -> inbox.run((_, _) -> {}));
    org.awaitility.Awaitility.await().until(() -> inbox.trouble().isEmpty());
    inbox.end();
    hand.join();
    assertThat(inbox.offer(load(3), 1)).as("after the end").isFalse();
  }
}
