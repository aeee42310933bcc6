package dev.saltern.wire;

import dev.saltern.job.Data;
import java.util.LinkedHashMap;
import java.util.Map;

/// The load by which a client signs in at a master. Immutable; the token's array is handed over,
/// not copied.
///
/// @param nonce 32 hex digits, to come back in the reply
/// @param publicKey the client's, in PEM
/// @param token a random text of the client's, encrypted for the master: who reads it is the
///   master; empty while the master's key is not known
public record AuthLoad(
    String id, String nonce, String publicKey, byte[] token, Algorithms algorithms) {
  /// In the order in which Salt 3006.18 writes it. Masters that know no `enc_algo` pass it over.
  public Data.Dict toDict() {
    Map<Data, Data> load = new LinkedHashMap<>();
    put(load, "cmd", "_auth");
    put(load, "id", id);
    put(load, "nonce", nonce);
    put(load, "enc_algo", algorithms.encryption().wireName());
    put(load, "sig_algo", algorithms.signature().wireName());
    if (token.length > 0) {
      load.put(new Data.Text("token"), new Data.Bytes(token));
    }
    put(load, "pub", publicKey);
    return new Data.Dict(load);
  }

  private static void put(Map<Data, Data> load, String key, String value) {
    load.put(new Data.Text(key), new Data.Text(value));
  }

  /// What a master finds in a clear load whose `cmd` is `_auth`.
  ///
  /// @throws WireException where something is missing, or an algorithm is none we know
  public static AuthLoad parse(Data.Dict load) throws WireException {
    return new AuthLoad(
        text(load, "id"),
        load.text("nonce").orElse(""),
        text(load, "pub"),
        load.get("token").flatMap(Data::asBytes).orElse(new byte[0]),
        Algorithms.of(load));
  }

  private static String text(Data.Dict load, String key) throws WireException {
    return load.text(key)
        .orElseThrow(() -> new WireException("expected text as " + key + " in _auth, found none"));
  }

  @Override
  public String toString() {
    return "AuthLoad[" + id + "]";
  }
}
