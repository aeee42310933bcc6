package dev.saltern.relay;

import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.upstream.JobReturns;
import dev.saltern.upstream.UpstreamAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// A MoM that keeps what it is sent, and answers as it is told to. Thread-safe.
final class FakeLine implements MomLine {
  private static final UpstreamAnswer ACKED = new UpstreamAnswer.Acked();

  private final String name;
  private final List<List<JobReturns>> messages = new ArrayList<>();
  private final List<List<Event>> events = new ArrayList<>();
  private final List<List<JobReturns>> refused = new ArrayList<>();
  private Supplier<UpstreamAnswer> answer = () -> ACKED;

  FakeLine(String name) {
    this.name = name;
  }

  /// From now on it answers so.
  synchronized void answers(Supplier<UpstreamAnswer> other) {
    answer = other;
  }

  /// From now on it does not answer.
  void silent() {
    answers(() -> new UpstreamAnswer.Unreachable("as the test says"));
  }

  /// From now on it takes everything.
  void takes() {
    answers(() -> ACKED);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Way open() {
    return new Way() {
      @Override
      public UpstreamAnswer events(List<Event> sent) {
        return answer(events, new ArrayList<>(), sent);
      }

      @Override
      public UpstreamAnswer returns(List<JobReturns> sent) {
        return answer(messages, refused, sent);
      }

      @Override
      public void interrupt() {
        // A request here never takes long.
      }

      @Override
      public void close() {
        // Holds nothing.
      }
    };
  }

  private synchronized <T> UpstreamAnswer answer(List<T> taken, List<T> others, T message) {
    UpstreamAnswer now = answer.get();
    (now.equals(ACKED) ? taken : others).add(message);
    return now;
  }

  /// The messages of returns it took, in order.
  synchronized List<List<JobReturns>> messages() {
    return List.copyOf(messages);
  }

  /// Those it did not take.
  synchronized List<List<JobReturns>> refused() {
    return List.copyOf(refused);
  }

  /// The events it took, in order.
  synchronized List<String> tags() {
    return events.stream().flatMap(List::stream).map(event -> event.tag().text()).toList();
  }

  /// Who has returned a job, and how often.
  synchronized Map<String, Integer> returnsOf(Jid jid) {
    Map<String, Integer> counts = new TreeMap<>();
    for (List<JobReturns> message : messages) {
      for (JobReturns job : message) {
        if (job.jid().equals(jid)) {
          for (MinionId minion : job.returns().keySet()) {
            counts.merge(minion.text(), 1, Integer::sum);
          }
        }
      }
    }
    return counts;
  }
}
