package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/// How minions react to one function. Thread-safe.
@FunctionalInterface
public interface Behaviour {
  /// What `minion` does about `order`.
  Reaction react(MinionId minion, Order order);

  /// One job as it reached a minion.
  ///
  /// @param publication what the master published
  /// @param random the same for the same seed, minion and number of the job
  /// @param running whether this minion still works on a job
  record Order(Data.Dict publication, Random random, Predicate<Jid> running) {
    /// The positional arguments.
    public List<Data> arguments() {
      return publication.list("arg").orElse(List.of());
    }

    /// The argument at `index` as text; empty where there is none.
    public String argument(int index) {
      return index < arguments().size() ? arguments().get(index).asText().orElse("") : "";
    }
  }

  /// Always this value.
  static Behaviour value(Object value) {
    return (_, _) -> Reaction.of(value);
  }

  /// Text of about this many bytes, in lines.
  static Behaviour text(int bytes) {
    return (minion, order) -> {
      var text = new StringBuilder(bytes + 80);
      while (text.length() < bytes) {
        text.append(minion).append(' ');
        text.append(Long.toHexString(order.random().nextLong())).append(" ok\n");
      }
      text.setLength(bytes);
      return Reaction.of(text.toString());
    };
  }

  /// A state run of so many states; one minion in `failingOneIn` has a failed state and answers
  /// with retcode 2.
  static Behaviour states(int states, int failingOneIn) {
    return (_, order) -> {
      boolean fails = order.random().nextInt(failingOneIn) == 0;
      Data value = HighState.random(order.random(), states, fails);
      return new Reaction.Return(value, fails ? 2 : 0, "highstate", Duration.ZERO, 1);
    };
  }

  /// Never an answer.
  static Behaviour silence() {
    return (_, _) -> new Reaction.Silence();
  }

  /// The same, `delay` later.
  default Behaviour late(Duration delay) {
    return (minion, order) ->
        react(minion, order) instanceof Reaction.Return r
            ? new Reaction.Return(r.value(), r.retcode(), r.out(), r.after().plus(delay), r.times())
            : new Reaction.Silence();
  }

  /// The same, after up to `longest`.
  default Behaviour within(Duration longest) {
    return (minion, order) -> {
      Duration delay = Duration.ofNanos((long) (order.random().nextDouble() * longest.toNanos()));
      return late(delay).react(minion, order);
    };
  }

  /// The same, each return sent twice.
  default Behaviour twice() {
    return (minion, order) ->
        react(minion, order) instanceof Reaction.Return r
            ? new Reaction.Return(r.value(), r.retcode(), r.out(), r.after(), 2)
            : new Reaction.Silence();
  }
}
