package dev.saltern.channel;

import dev.saltern.job.Data;

/// What a master answered to an encrypted request.
public sealed interface RequestAnswer {
  /// The decrypted answer.
  record Ok(Data value) implements RequestAnswer {}

  /// The master does not take our key any more: sign in again, and repeat once.
  record SignInAgain(String why) implements RequestAnswer {}

  /// The master says that it failed on the request.
  record Failed(String why) implements RequestAnswer {}

  /// What came is no answer to this request; nothing of it is used.
  record Unverifiable(String why) implements RequestAnswer {}
}
