package dev.saltern.localmaster;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/// How a syndic reaches its MoMs. Immutable.
///
/// @param moms `syndic_master`, in its order; empty beside a MoM: the node is returner only
/// @param publishPort the publish port of every MoM
/// @param zmqFiltering whether publications come with a topic frame; both ends must agree
/// @param ipv6 whether a name may stand for an IPv6 address
/// @param failover which MoM gets what belongs to none
/// @param mode whether events go up as well
/// @param masterId `master_id`: publications that carry it are our own and are not passed on
/// @param eventForwardTimeout `syndic_event_forward_timeout`: how long stock gathers events
public record Upward(
    List<MomAddress> moms,
    int publishPort,
    boolean zmqFiltering,
    boolean ipv6,
    Failover failover,
    Mode mode,
    String masterId,
    Duration eventForwardTimeout) {
  /// The one value of `publish_port` that stands for "as the sign-in says"
  /// (salt/channel/client.py).
  static final int PUBLISH_PORT_AS_TOLD = 4506;

  /// `syndic_failover`.
  public enum Failover {
    RANDOM,
    ORDERED
  }

  /// `syndic_mode`: in `CLUSTER` no events go up, and no returns of our own `master_id`.
  public enum Mode {
    SYNC,
    CLUSTER
  }

  public Upward {
    moms = List.copyOf(moms);
    if (publishPort < 1 || publishPort > 65_535) {
      throw new IllegalArgumentException("publish_port is from 1 to 65535, found " + publishPort);
    }
    if (moms.stream().map(MomAddress::entry).distinct().count() != moms.size()) {
      throw new IllegalArgumentException("a syndic_master stands twice: " + moms);
    }
  }

  /// Whether there is nobody above: the node stands beside a MoM.
  public boolean isTop() {
    return moms.isEmpty();
  }

  /// The publish port, where the configuration and not the sign-in says it.
  public OptionalInt fixedPublishPort() {
    return publishPort == PUBLISH_PORT_AS_TOLD ? OptionalInt.empty() : OptionalInt.of(publishPort);
  }
}
