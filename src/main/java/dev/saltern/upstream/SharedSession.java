package dev.saltern.upstream;

import dev.saltern.channel.NoReplyException;
import dev.saltern.channel.ReqChannel;
import dev.saltern.channel.Session;
import dev.saltern.channel.SignIn;
import dev.saltern.channel.SignInAnswer;
import dev.saltern.job.MinionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What both sides of an [Upstream] are signed in with: whoever finds that it does not hold any
/// more signs in again, the other one follows. Where that fails neither tries again before the
/// [Backoff]. Thread-safe.
final class SharedSession {
  /// How long publications may be read with a session that another one took the place of: as long
  /// as some made under its key may be on their way or in our queue.
  static final Duration READABLE = Duration.ofSeconds(60);

  /// How many such sessions are kept.
  static final int FORMER_MAX = 3;

  /// How often in a [#QUICK_TIME] a session may prove wrong as soon as it is there.
  static final int QUICK_MAX = 3;

  private static final Duration QUICK_TIME = Duration.ofSeconds(1);

  /// A session, or why there is none.
  sealed interface Outcome {
    record In(Session session) implements Outcome {}

    /// None, for now.
    ///
    /// @param retryIn when it is worth to ask again; before, the answer is the same
    record Out(String why, Duration retryIn) implements Outcome {}
  }

  /// One that was replaced.
  private record Former(Session session, long sinceNanos) {}

  private final SignIn signIn;
  private final MomConfig.Patience patience;
  private final MinionId id;
  private final RandomGenerator random;
  private final List<Former> former = new ArrayList<>();
  private @Nullable Session current;
  private int failures;
  private int refusals;
  private String why = "not yet tried";
  private long notBeforeNanos = System.nanoTime();
  private long signedInNanos = System.nanoTime();
  private int quick;

  SharedSession(SignIn signIn, MomConfig config, RandomGenerator random) {
    this.signIn = signIn;
    this.patience = config.habits().patience();
    this.id = config.signIn().id();
    this.random = random;
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
    if (session != null) {
      if (provesWrongTooOften()) {
        return new Outcome.Out("its keys change as soon as we have them", QUICK_TIME);
      }
      replace(session);
    }
    Duration left = Duration.ofNanos(notBeforeNanos - System.nanoTime());
    if (left.isPositive()) {
      return new Outcome.Out(why, left);
    }
    try {
      return read(signIn.signIn(channel, patience.request()));
    } catch (NoReplyException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  /// What publications may be under: the session's key, and those it replaced a short time ago.
  synchronized List<Session> readable() {
    long now = System.nanoTime();
    former.removeIf(f -> now - f.sinceNanos > READABLE.toNanos());
    List<Session> sessions = new ArrayList<>();
    Session session = current;
    if (session != null) {
      sessions.add(session);
    }
    former.reversed().forEach(f -> sessions.add(f.session));
    return sessions;
  }

  /// The connection broke, and there may be other keys behind the next one: whoever needs a session
  /// signs in, a random moment from now.
  synchronized void forget(String reason) {
    Session session = current;
    if (session != null) {
      replace(session);
    }
    why = reason;
    wait(patience.reconnect().scatter(random));
  }

  /// Something else than the sign-in failed on the way to a MoM.
  synchronized Outcome.Out failed(String reason) {
    why = reason;
    failures++;
    return out(patience.reconnect().wait(failures, random));
  }

  /// A MoM, or whoever sends in its name, must not make us sign in without end.
  private boolean provesWrongTooOften() {
    boolean young = System.nanoTime() - signedInNanos < QUICK_TIME.toNanos();
    quick = young ? quick + 1 : 0;
    return quick > QUICK_MAX;
  }

  private void replace(Session session) {
    current = null;
    former.removeIf(f -> f.session.samePublishKey(session));
    former.add(new Former(session, System.nanoTime()));
    if (former.size() > FORMER_MAX) {
      former.removeFirst();
    }
  }

  private Outcome read(SignInAnswer answer) {
    return switch (answer) {
      case SignInAnswer.Accepted(Session session, _) -> {
        current = session;
        failures = 0;
        refusals = 0;
        signedInNanos = System.nanoTime();
        yield new Outcome.In(session);
      }
      case SignInAnswer.Unverifiable _ -> failed(Words.of(answer, id));
      case SignInAnswer.Pending _,
          SignInAnswer.Rejected _,
          SignInAnswer.Full _,
          SignInAnswer.BadAlgorithm _,
          SignInAnswer.KeyChanged _ -> {
        why = Words.of(answer, id);
        refusals++;
        yield out(patience.acceptance().wait(refusals, random));
      }
    };
  }

  private Outcome.Out out(Duration wait) {
    wait(wait);
    return new Outcome.Out(why, wait);
  }

  private void wait(Duration wait) {
    notBeforeNanos = System.nanoTime() + wait.toNanos();
  }
}
