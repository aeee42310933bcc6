package dev.saltern.upstream;

import dev.saltern.channel.NoReplyException;
import dev.saltern.channel.ReqChannel;
import dev.saltern.channel.Session;
import dev.saltern.channel.SignIn;
import dev.saltern.channel.SignInAnswer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What both sides of an [Upstream] are signed in with: whoever finds that it does not hold any
/// more signs in again, the other one follows. Thread-safe.
final class SharedSession {
  /// A session, or why there is none.
  sealed interface Outcome {
    record In(Session session) implements Outcome {}

    /// None, for now.
    ///
    /// @param refused whether the MoM answered and would not have us (yet)
    record Out(String why, boolean refused) implements Outcome {}
  }

  private final SignIn signIn;
  private final Duration timeout;
  private @Nullable Session current;

  SharedSession(SignIn signIn, Duration timeout) {
    this.signIn = signIn;
    this.timeout = timeout;
  }

  /// The session there is, or a new one.
  Outcome session(ReqChannel channel) {
    return fresh(channel, null);
  }

  /// A session that is not `stale`; signs in where nobody else did meanwhile.
  synchronized Outcome fresh(ReqChannel channel, @Nullable Session stale) {
    Session session = current;
    if (session != null && session != stale) {
      return new Outcome.In(session);
    }
    current = null;
    try {
      return read(signIn.signIn(channel, timeout));
    } catch (NoReplyException e) {
      return new Outcome.Out(String.valueOf(e.getMessage()), false);
    }
  }

  /// There may be other keys: whoever needs a session next signs in.
  synchronized void forget() {
    current = null;
  }

  private Outcome read(SignInAnswer answer) {
    return switch (answer) {
      case SignInAnswer.Accepted(Session session, _) -> {
        current = session;
        yield new Outcome.In(session);
      }
      case SignInAnswer.Pending _ ->
          new Outcome.Out("our key is pending there: accept it with salt-key -a", true);
      case SignInAnswer.Rejected _ -> new Outcome.Out("our key is rejected or denied there", true);
      case SignInAnswer.Full _ -> new Outcome.Out("it has max_minions already", true);
      case SignInAnswer.BadAlgorithm(String what) -> new Outcome.Out("it says: " + what, true);
      case SignInAnswer.KeyChanged(String known, String found) ->
          new Outcome.Out("its key changed from " + known + " to " + found + "; refused", true);
      case SignInAnswer.Unverifiable(String reason) -> new Outcome.Out("refused: " + reason, true);
    };
  }
}
