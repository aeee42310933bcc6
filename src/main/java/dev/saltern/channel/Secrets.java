package dev.saltern.channel;

import dev.saltern.wire.Crypticle;
import java.util.UUID;

/// Where the random texts of the protocol come from. Thread-safe.
interface Secrets {
  /// 32 hex digits, fresh for each request.
  String nonce();

  /// 76 characters that only a master that holds its private key can give back.
  String token();

  /// The real ones. The token stays the same for the process, as with Salt.
  static Secrets random() {
    String token = Crypticle.newKeyString();
    return new Secrets() {
      @Override
      public String nonce() {
        return UUID.randomUUID().toString().replace("-", "");
      }

      @Override
      public String token() {
        return token;
      }
    };
  }
}
