package dev.saltern.lookup.rest;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.JobCacheGate;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Server-sent events: who asks for them gets what comes, until it goes away, the source ends or we
/// do. So many at a time and no more. Nothing waits in memory for a slow reader: a tail looks again
/// when what it found is written, and the server cuts off who reads nothing for too long. While the
/// job cache is away a tail stays and says so once. Thread-safe.
final class Tails implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tails.class);
  private static final String MEDIA_TYPE = "text/event-stream";
  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
  private static final int ID_CHARACTERS_MAX = 8 << 10;

  /// @param look how often a tail looks
  /// @param heartbeat after how long without anything it sends a comment; well below the time after
  ///   which a proxy, or our own server, takes a connection for dead
  record Pace(Duration look, Duration heartbeat) {
    static final Pace DEFAULT = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(10));
  }

  /// One message.
  record Message(String event, Data.Dict data) {}

  /// What a look found.
  ///
  /// @param id where the next look begins, for the last message and for who comes back
  /// @param last whether nothing more is to come
  record Look(List<Message> messages, String id, boolean last) {
    Look {
      messages = List.copyOf(messages);
    }
  }

  /// What a tail shows. Confined to the tail's thread.
  interface Source {
    /// What came since `lastId`, the id of the look before or what the client says it saw last.
    Look look(Optional<String> lastId)
        throws ProblemException, JobCacheGate.BusyException, JobCacheUnavailableException;
  }

  private final Semaphore free;
  private final int tailsMax;
  private final Pace pace;
  private final CountDownLatch ending = new CountDownLatch(1);

  Tails(int tailsMax, Pace pace) {
    this.free = new Semaphore(tailsMax);
    this.tailsMax = tailsMax;
    this.pace = pace;
  }

  /// Whether a request asks for server-sent events.
  static boolean wanted(ServerRequest request) {
    return request.prologue().method().equals(Method.GET)
        && request.headers().first(HeaderNames.ACCEPT).orElse("").contains(MEDIA_TYPE);
  }

  /// Where a client that comes back was.
  static Optional<String> lastId(ServerRequest request) throws ProblemException {
    Optional<String> id = request.headers().first(LAST_EVENT_ID).filter(text -> !text.isBlank());
    if (id.isPresent() && id.get().length() > ID_CHARACTERS_MAX) {
      throw new ProblemException(Problem.badParameter("Last-Event-ID", "expected an id of ours"));
    }
    return id;
  }

  /// Answers with a tail. What is wrong at the first look is a problem as of any request.
  void run(ServerRequest request, ServerResponse response, Source source)
      throws ProblemException, JobCacheGate.BusyException, JobCacheUnavailableException {
    if (ending.getCount() == 0 || !free.tryAcquire()) {
      throw new ProblemException(
          Problem.busy("%d tails are open, which is all there may be".formatted(tailsMax)));
    }
    try {
      Look first = source.look(lastId(request));
      if (first.last() && first.messages().isEmpty()) {
        response.status(204); // it has seen the end: a browser does not come back then
        response.send();
        return;
      }
      response.header(HeaderNames.CONTENT_TYPE, MEDIA_TYPE);
      response.header(HeaderNames.CACHE_CONTROL, "no-store");
      response.header(HeaderNames.create("X-Accel-Buffering"), "no");
      try (OutputStream out = response.outputStream()) {
        tail(new EventStream(out), source, first);
      }
    } catch (IOException | UncheckedIOException e) {
      log.atDebug().log("a tail ended: {}", String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      free.release();
    }
  }

  private void tail(EventStream to, Source source, Look first)
      throws IOException, InterruptedException, ProblemException {
    to.begin();
    Look look = first;
    boolean away = false;
    long written = System.nanoTime();
    while (true) {
      if (to.write(look)) {
        written = System.nanoTime();
      } else if (System.nanoTime() - written >= pace.heartbeat().toNanos()) {
        to.heartbeat();
        written = System.nanoTime();
      }
      if (look.last() || ending.await(pace.look().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      String id = look.id();
      try {
        look = source.look(Optional.of(id));
        away = false;
      } catch (JobCacheGate.BusyException _) {
        look = new Look(List.of(), id, false); // others ask as well; later
      } catch (JobCacheUnavailableException e) {
        look = new Look(away ? List.of() : List.of(RestApi.unavailable(e).message()), id, false);
        away = true;
      }
    }
  }

  /// Ends them all.
  @Override
  public void close() {
    ending.countDown();
  }
}
