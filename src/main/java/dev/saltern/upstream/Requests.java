package dev.saltern.upstream;

import dev.saltern.channel.NoReplyException;
import dev.saltern.channel.ReqChannel;
import dev.saltern.channel.RequestAnswer;
import dev.saltern.channel.SealedRequest;
import dev.saltern.channel.Session;
import dev.saltern.job.Data;
import java.time.Duration;
import java.util.function.Function;

/// Encrypted requests to a MoM over one channel: signs in where nobody is, and once again where the
/// MoM does not know our key any more. Confined to the channel's thread.
final class Requests {
  private final SharedSession shared;
  private final ReqChannel channel;
  private final Duration timeout;

  Requests(SharedSession shared, ReqChannel channel, Duration timeout) {
    this.shared = shared;
    this.channel = channel;
    this.timeout = timeout;
  }

  /// Sends what `load` makes for the session it goes under.
  UpstreamAnswer send(Function<Session, Data.Dict> load) {
    SharedSession.Outcome outcome = shared.session(channel);
    for (int attempt = 1; ; attempt++) {
      switch (outcome) {
        case SharedSession.Outcome.Out(String why, _) -> {
          return new UpstreamAnswer.Unreachable(why);
        }
        case SharedSession.Outcome.In(Session session) -> {
          RequestAnswer answer;
          try {
            SealedRequest request = session.seal(load.apply(session));
            answer = request.open(channel.request(request.body(), timeout));
          } catch (NoReplyException e) {
            return new UpstreamAnswer.Unreachable(String.valueOf(e.getMessage()));
          }
          switch (answer) {
            case RequestAnswer.Ok(Data.Dict value) when value.entries().isEmpty() -> {
              return new UpstreamAnswer.Refused("it answers with an empty map: it knows us not");
            }
            case RequestAnswer.Ok _ -> {
              return new UpstreamAnswer.Acked();
            }
            case RequestAnswer.Unverifiable(String why) -> {
              return new UpstreamAnswer.Unreachable(why);
            }
            // What failed may have been for a key that is not ours any more: as a stock client,
            // sign in and try once again.
            case RequestAnswer.Failed(String why) -> {
              if (attempt > 1) {
                return new UpstreamAnswer.Refused(why);
              }
              outcome = shared.fresh(channel, session);
            }
            case RequestAnswer.SignInAgain(String why) -> {
              if (attempt > 1) {
                return new UpstreamAnswer.Unreachable(why);
              }
              outcome = shared.fresh(channel, session);
            }
          }
        }
      }
    }
  }
}
