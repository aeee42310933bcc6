package dev.saltern.upstream;

import dev.saltern.channel.Endpoint;
import dev.saltern.channel.SignInPolicy;
import java.time.Duration;
import java.util.OptionalInt;

/// One MoM and how to deal with it. Immutable.
///
/// @param name the very text in `syndic_master`
/// @param request where it takes requests
/// @param publishPort its publish port; nothing: as the sign-in says
/// @param signIn who we are, and what it must prove
/// @param habits how we speak to it
public record MomConfig(
    String name, Endpoint request, OptionalInt publishPort, SignInPolicy signIn, Habits habits) {
  /// How we speak to a MoM. Immutable.
  ///
  /// @param zmqFiltering whether publications come with a topic frame; both ends must agree
  /// @param requireSigned whether an unsigned publication is refused; a wrong signature always is
  /// @param signReturns `minion_sign_messages`
  /// @param legacyStartEvents whether `syndic_start` is fired besides `salt/syndic/<id>/start`
  /// @param patience how long we wait
  public record Habits(
      boolean zmqFiltering,
      boolean requireSigned,
      boolean signReturns,
      boolean legacyStartEvents,
      Patience patience) {}

  /// How long we wait. Immutable.
  ///
  /// @param request for the answer to a request
  /// @param subscription for the publish port, before we begin anew
  /// @param acceptance before signing in again while our key is pending or refused
  /// @param reconnect before signing in again where there was no answer that counts
  public record Patience(
      Duration request, Duration subscription, Backoff acceptance, Backoff reconnect) {
    /// Salt's defaults; together with the heartbeat of a connection (9 s) a MoM that was restarted
    /// is found again within 15 s.
    public static final Patience DEFAULT =
        new Patience(
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(10)),
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10)));
  }

  /// Where it publishes.
  ///
  /// @param told the port it told at the sign-in
  public Endpoint publish(int told) {
    return request.atPort(publishPort.orElse(told));
  }
}
