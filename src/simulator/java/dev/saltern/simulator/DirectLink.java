package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.job.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Minions within the process: jobs and returns pass by method calls, so that thousands cost
/// little. What a master does with a return is the same as by the wire; sign-in, envelopes and
/// sockets are left out. Thread-safe.
final class DirectLink implements MinionLink {
  private static final Duration TRY_AGAIN = Duration.ofMillis(500);

  private final FakeMaster master;
  private final Set<MinionId> ids;
  private final Fleet fleet;
  private final MinionKey key;
  private final AtomicLong delivered = new AtomicLong();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("simulator-minions").unstarted(task));

  DirectLink(FakeMaster master, List<MinionId> ids, Fleet fleet, MinionKey key) {
    this.master = master;
    this.ids = Set.copyOf(ids);
    this.fleet = fleet;
    this.key = key;
  }

  @Override
  public void start() {
    String pem = key.publicPem();
    for (MinionId id : ids) {
      master.keys().accept(id, pem);
      Data.Dict started = MinionKey.started(id);
      master.bus().fire(new Tag(started.text("tag").orElseThrow()), started);
    }
    master.onPublication(this::take);
  }

  private void take(Data.Dict publication, List<MinionId> matched) {
    for (MinionId id : matched) {
      if (ids.contains(id) && !executor.isShutdown()) {
        fleet.react(id, publication).ifPresent(this::schedule);
      }
    }
  }

  private void schedule(Fleet.Due due) {
    in(due.after(), due);
  }

  private void in(Duration delay, Fleet.Due due) {
    var _ = executor.schedule(() -> deliver(due), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void deliver(Fleet.Due due) {
    if (!master.isRunning()) {
      in(TRY_AGAIN, due); // as a minion whose master does not answer
      return;
    }
    for (int i = 0; i < due.times(); i++) {
      master.deliver(due.load());
      delivered.incrementAndGet();
    }
    fleet.sent(due);
  }

  @Override
  public long delivered() {
    return delivered.get();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
