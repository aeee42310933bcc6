package dev.saltern.channel;

/// What a master answered to a sign-in, as far as it could be believed. All but [Accepted] leave
/// everything as it was.
public sealed interface SignInAnswer {
  /// We are in.
  ///
  /// @param masterKeyNew whether the master's key was not known before: it is remembered from now
  record Accepted(Session session, boolean masterKeyNew) implements SignInAnswer {}

  /// Our key waits for an administrator of the master: `salt-key -a <id>`.
  record Pending() implements SignInAnswer {}

  /// The master refuses our key or our id: rejected, denied, or another key under our id.
  record Rejected() implements SignInAnswer {}

  /// The master has `max_minions`.
  record Full() implements SignInAnswer {}

  /// The master does not know an algorithm we asked for.
  ///
  /// @param what the master's words, `bad enc algo` or `bad sig algo`
  record BadAlgorithm(String what) implements SignInAnswer {}

  /// The master shows another key than the one we remember: another master, or somebody between.
  ///
  /// @param known the fingerprint of the key we remember
  /// @param found the fingerprint of the key it shows
  record KeyChanged(String known, String found) implements SignInAnswer {}

  /// The answer does not prove what it must; nothing of it is used.
  record Unverifiable(String reason) implements SignInAnswer {}
}
