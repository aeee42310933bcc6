package dev.saltern.channel;

import java.time.Duration;
import org.zeromq.ZMQ;

/// What bounds one connection. Immutable.
///
/// A peer that is gone without a word (power, network) is found within [#heartbeat] and
/// [#heartbeatTimeout] by ZeroMQ's own ping; with `heartbeat` zero, for peers older than ZeroMQ
/// 4.2, by TCP keepalive within 14 s while nothing is under way.
///
/// @param frameBytesMax a bigger frame cuts the connection
/// @param queueMessagesMax messages held for a slow reader before the peer is made to wait
/// @param heartbeat between two pings
/// @param heartbeatTimeout how long a ping may stay without an answer; less than `heartbeat`, or
///   jeromq 0.6.0 forgets its timer (it takes a new one for an equal one that was cancelled)
public record LinkLimits(
    int frameBytesMax, int queueMessagesMax, Duration heartbeat, Duration heartbeatTimeout) {
  /// As wide as the widest publication or answer of a stock master, and a lost peer found in 9 s.
  public static final LinkLimits DEFAULT =
      new LinkLimits(128 << 20, 10_000, Duration.ofSeconds(5), Duration.ofSeconds(4));

  /// jeromq 0.6.0 forgets to read a fresh connection now and then (its pull request 1022), about
  /// one in sixty here; only this timer then gets it to try anew. Its own value is 30 s. Three
  /// round trips must fit in. Of 1,500 subscribers to a publisher of libzmq, which masters have, 24
  /// had to, and all 1,500 then had their subscription; a jeromq publisher sees none of such a one.
  private static final int HANDSHAKE_MS = 2_000;

  private static final int KEEPALIVE_IDLE_S = 5;
  private static final int KEEPALIVE_INTERVAL_S = 3;
  private static final int KEEPALIVE_PROBES = 3;

  public LinkLimits {
    if (frameBytesMax < 1 || queueMessagesMax < 1) {
      throw new IllegalArgumentException("frameBytesMax and queueMessagesMax are at least 1");
    }
    boolean off = heartbeat.isZero() && heartbeatTimeout.isZero();
    if (!off && (!heartbeatTimeout.isPositive() || heartbeatTimeout.compareTo(heartbeat) >= 0)) {
      throw new IllegalArgumentException(
          "heartbeatTimeout is more than 0 and less than heartbeat, or both are 0; found %s, %s"
              .formatted(heartbeatTimeout, heartbeat));
    }
  }

  void apply(ZMQ.Socket socket) {
    socket.setLinger(0);
    socket.setHandshakeIvl(HANDSHAKE_MS);
    socket.setMaxMsgSize(frameBytesMax);
    socket.setRcvHWM(queueMessagesMax);
    socket.setTCPKeepAlive(1);
    socket.setTCPKeepAliveIdle(KEEPALIVE_IDLE_S);
    socket.setTCPKeepAliveInterval(KEEPALIVE_INTERVAL_S);
    socket.setTCPKeepAliveCount(KEEPALIVE_PROBES);
    if (!heartbeat.isZero()) {
      socket.setHeartbeatIvl(Math.toIntExact(heartbeat.toMillis()));
      socket.setHeartbeatTimeout(Math.toIntExact(heartbeatTimeout.toMillis()));
    }
  }
}
