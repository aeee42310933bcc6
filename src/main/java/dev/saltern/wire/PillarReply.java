package dev.saltern.wire;

import dev.saltern.job.Data;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// The answer to `_pillar`, which only the client that asked can read: a fresh key string encrypted
/// for it, and under that key the pillar, signed by the master together with the key and the nonce
/// of the request. Immutable; arrays are handed over, not copied.
public record PillarReply(byte[] key, byte[] pillar) {
  /// `pillar` for a client, as a master seals it.
  public static PillarReply seal(
      Data pillar, String nonce, RsaPublicKey client, RsaKey master, Algorithms algorithms) {
    String keyString = Crypticle.newKeyString();
    byte[] key =
        client.encrypt(keyString.getBytes(StandardCharsets.US_ASCII), algorithms.encryption());
    byte[] data =
        DataCodec.encode(
            Data.dict("key", key, "pillar", pillar, "nonce", nonce), DataCodec.Spec.OLD);
    byte[] sig = master.sign(data, algorithms.signature());
    try {
      return new PillarReply(
          key, new Crypticle(keyString).seal(Data.dict("data", data, "sig", sig)));
    } catch (WireException e) {
      throw new IllegalStateException("a fresh key string that is none", e);
    }
  }

  /// The reply in a map in the clear; `{error}` where the master has no key of the client.
  public static PillarReply parse(Data.Dict map) throws WireException {
    return new PillarReply(bytes(map, "key"), bytes(map, "pillar"));
  }

  public Data.Dict toDict() {
    return Data.dict("key", key, "pillar", pillar);
  }

  /// The pillar, once it is certain that the master signed it for this request.
  public Data open(String nonce, RsaKey client, RsaPublicKey master, Algorithms algorithms)
      throws WireException {
    byte[] keyString = client.decrypt(key, algorithms.encryption());
    var crypticle = new Crypticle(new String(keyString, StandardCharsets.US_ASCII));
    Data.Dict signed = DataCodec.dict(crypticle.open(pillar));
    byte[] data = bytes(signed, "data");
    if (!master.verify(data, bytes(signed, "sig"), algorithms.signature())) {
      throw new WireException("expected the master's signature of a pillar, found another");
    }
    Data.Dict content = DataCodec.decodeDict(data);
    if (!MessageDigest.isEqual(bytes(content, "key"), key)) {
      throw new WireException("expected the key of this pillar under its signature, found another");
    }
    byte[] expected = nonce.getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(bytes(content, "nonce"), expected)) {
      throw new WireException("expected the nonce of our request in a pillar, found another");
    }
    return content.get("pillar").orElse(Data.Nil.NIL);
  }

  private static byte[] bytes(Data.Dict map, String key) throws WireException {
    return map.get(key)
        .flatMap(Data::asBytes)
        .orElseThrow(
            () -> new WireException("expected bytes as " + key + " of a pillar, found none"));
  }
}
