package dev.saltern.localmaster;

import dev.saltern.job.Gap;
import dev.saltern.wire.BusEvent;
import dev.saltern.wire.EventFrame;
import dev.saltern.wire.WireException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// Remembers what the tap handed over; held shut, it keeps the tap waiting.
final class FakeHandler implements BusHandler {
  private final List<EventFrame> events = new CopyOnWriteArrayList<>();
  private final List<Gap> gaps = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  void shut() {
    gate = new CountDownLatch(1);
  }

  void open() {
    gate.countDown();
  }

  List<EventFrame> events() {
    return events;
  }

  List<String> tags() {
    return events.stream().map(e -> e.tag().text()).toList();
  }

  List<Gap> gaps() {
    return gaps;
  }

  @Override
  public void event(BusEvent event) throws InterruptedException {
    gate.await();
    try {
      events.add(event.open());
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void gap(Gap gap) {
    gaps.add(gap);
  }
}
