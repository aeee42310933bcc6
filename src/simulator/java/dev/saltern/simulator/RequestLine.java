package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.ZMQ;

/// The requests of many minions to one master, on one connection, many under way at once. Whoever
/// has no session signs in first; what is not answered, or answered "bad load", is sent again.
/// Confined to one thread.
final class RequestLine {
  /// How many requests wait for their answers at once, mostly.
  static final int IN_FLIGHT_MAX = 200;

  /// How many requests wait for their time; more are lost, with a line in the log.
  static final int WAITING_MAX = 1_000_000;

  private static final Logger log = LoggerFactory.getLogger(RequestLine.class);
  private static final Duration ANSWER_LONGEST = Duration.ofSeconds(10);
  private static final Duration REFUSED_PAUSE = Duration.ofMillis(500);
  private static final int TRIES_MAX = 6;

  private final ZMQ.Socket dealer;
  private final MinionKey key;
  private final int inFlightMax;
  private final Map<MinionId, MinionKey.Session> sessions = new HashMap<>();
  private final Map<Long, Asked> inFlight = new HashMap<>();
  private final PriorityQueue<Asked> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong(Asked::atNanos).thenComparingLong(Asked::number));
  private Optional<MinionKey.Session> newest = Optional.empty();
  private long numbers;
  private long sentBytes;

  /// One request: while it waits, `atNanos` is when it goes out; under way, when it went.
  ///
  /// @param load what is asked; nothing where the minion only signs in
  /// @param done called when it has been answered
  private record Asked(
      long number, MinionId id, Optional<Data.Dict> load, Runnable done, int tries, long atNanos) {}

  RequestLine(ZMQ.Socket dealer, MinionKey key, int inFlightMax) {
    this.dealer = dealer;
    this.key = key;
    this.inFlightMax = inFlightMax;
  }

  /// The bytes of all requests so far.
  long sentBytes() {
    return sentBytes;
  }

  /// The keys the last sign-in brought.
  Optional<MinionKey.Session> newest() {
    return newest;
  }

  /// Signs a minion in, anew where it was already.
  void signIn(MinionId id, Runnable done) {
    sessions.remove(id);
    put(new Asked(numbers++, id, Optional.empty(), done, 0, System.nanoTime()));
  }

  /// Sends `load` for a minion, `after` from now.
  void send(MinionId id, Data.Dict load, Duration after, Runnable done) {
    long at = System.nanoTime() + after.toNanos();
    put(new Asked(numbers++, id, Optional.of(load), done, 0, at));
  }

  /// Takes what has been answered and sends what is due.
  void pump() {
    answers();
    repeatLost();
    while (inFlight.size() < inFlightMax && untilNext() <= 0) {
      ask(waiting.remove());
    }
  }

  /// The milliseconds until something is to be sent; 0 for at once.
  long waitMillis() {
    return inFlight.size() >= inFlightMax ? Long.MAX_VALUE : untilNext() / 1_000_000;
  }

  private long untilNext() {
    Asked next = waiting.peek();
    return next == null ? Long.MAX_VALUE : next.atNanos - System.nanoTime();
  }

  private void put(Asked asked) {
    if (waiting.size() < WAITING_MAX) {
      waiting.add(asked);
    } else {
      log.atWarn().addKeyValue("minion", asked.id).log("too many requests wait; one is lost");
    }
  }

  private void ask(Asked asked) {
    MinionKey.Session session = sessions.get(asked.id);
    byte[] request =
        asked.load.isEmpty() || session == null
            ? key.signIn(asked.id)
            : key.sealed(asked.id, asked.load.get(), session);
    long number = numbers++;
    inFlight.put(
        number,
        new Asked(number, asked.id, asked.load, asked.done, asked.tries + 1, System.nanoTime()));
    dealer.send(ByteBuffer.allocate(Long.BYTES).putLong(number).array(), ZMQ.SNDMORE);
    dealer.send(new byte[0], ZMQ.SNDMORE);
    dealer.send(request, 0);
    sentBytes += request.length;
  }

  private void answers() {
    for (byte[] number = dealer.recv(ZMQ.DONTWAIT); number != null; ) {
      byte[] body = number;
      while (dealer.hasReceiveMore()) {
        body = dealer.recv();
      }
      Asked asked =
          number.length == Long.BYTES ? inFlight.remove(ByteBuffer.wrap(number).getLong()) : null;
      if (asked != null) {
        answered(asked, body);
      }
      number = dealer.recv(ZMQ.DONTWAIT);
    }
  }

  private void answered(Asked asked, byte[] body) {
    try {
      if (asked.load.isEmpty() || !sessions.containsKey(asked.id)) {
        Optional<MinionKey.Session> session = key.session(body);
        session.ifPresent(s -> sessions.put(asked.id, s));
        newest = session.or(() -> newest);
        if (session.isPresent() && asked.load.isEmpty()) {
          asked.done.run();
        } else {
          again(asked, session.isPresent() ? Duration.ZERO : REFUSED_PAUSE);
        }
      } else if (DataCodec.decode(body).asText().filter("bad load"::equals).isPresent()) {
        // The master has other keys: sign in, then send the same again.
        sessions.remove(asked.id);
        again(asked, Duration.ZERO);
      } else {
        asked.done.run();
      }
    } catch (WireException e) {
      log.atDebug().addKeyValue("minion", asked.id).setCause(e).log("an answer was no answer");
      again(asked, REFUSED_PAUSE);
    }
  }

  /// A sign-in is tried for ever, anything else a few times.
  private void again(Asked asked, Duration pause) {
    if (asked.load.isPresent() && asked.tries >= TRIES_MAX) {
      log.atWarn().addKeyValue("minion", asked.id).log("a request was given up");
      asked.done.run();
      return;
    }
    long at = System.nanoTime() + pause.toNanos();
    put(new Asked(asked.number, asked.id, asked.load, asked.done, asked.tries, at));
  }

  private void repeatLost() {
    long latest = System.nanoTime() - ANSWER_LONGEST.toNanos();
    List<Long> lost =
        inFlight.entrySet().stream()
            .filter(entry -> entry.getValue().atNanos - latest < 0)
            .map(Map.Entry::getKey)
            .toList();
    for (Long number : lost) {
      Asked unanswered = inFlight.remove(number);
      if (unanswered != null) {
        again(unanswered, Duration.ZERO);
      }
    }
  }
}
