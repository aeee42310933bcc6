package dev.saltern.relay;

import dev.saltern.job.Event;
import dev.saltern.upstream.JobReturns;
import dev.saltern.upstream.Upstream;
import dev.saltern.upstream.UpstreamAnswer;
import java.util.List;

/// What [MomForwarder] needs of `upstream.Upstream`.
interface MomLine {
  /// The MoM's very text in `syndic_master`.
  String name();

  /// The way up, for the calling thread alone.
  Way open();

  /// Confined to the thread that opened it, but for [#interrupt].
  interface Way extends AutoCloseable {
    UpstreamAnswer events(List<Event> events);

    UpstreamAnswer returns(List<JobReturns> jobs);

    /// Ends a request that is under way. Thread-safe.
    void interrupt();

    @Override
    void close();
  }

  /// The real one.
  static MomLine of(Upstream upstream) {
    return new MomLine() {
      @Override
      public String name() {
        return upstream.name();
      }

      @Override
      public Way open() {
        return way(upstream.open());
      }
    };
  }

  private static Way way(Upstream.Sender sender) {
    return new Way() {
      @Override
      public UpstreamAnswer events(List<Event> events) {
        return sender.events(events);
      }

      @Override
      public UpstreamAnswer returns(List<JobReturns> jobs) {
        return sender.syndicReturns(jobs);
      }

      @Override
      public void interrupt() {
        sender.interrupt();
      }

      @Override
      public void close() {
        sender.close();
      }
    };
  }
}
