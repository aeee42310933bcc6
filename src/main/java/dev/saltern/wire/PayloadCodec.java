package dev.saltern.wire;

import dev.saltern.job.Data;

/// The outer maps of requests, replies and publications. What a frame holds is bounded by
/// [DataCodec.Limits#DEFAULT]. Thread-safe.
public final class PayloadCodec {
  /// The fewest bytes of an envelope: IV, one block, HMAC. Every text a master refuses with is
  /// shorter.
  private static final int ENVELOPE_BYTES_MIN = 16 + 16 + 32;

  private PayloadCodec() {}

  /// The bytes of one ZeroMQ frame.
  public static byte[] encode(Payload payload) {
    Data value =
        switch (payload) {
          case Payload.ClearRequest(Data.Dict load, int version) ->
              versioned(Data.dict("enc", "clear", "load", load), version);
          case Payload.SharedRequest(byte[] envelope, int version) ->
              versioned(Data.dict("enc", "aes", "load", envelope), version);
          case Payload.SessionRequest(byte[] envelope, int version, String id, Algorithms a) ->
              versioned(Data.dict("enc", "aes", "load", envelope), version)
                  .with("id", new Data.Text(id))
                  .with("enc_algo", new Data.Text(a.encryption().wireName()))
                  .with("sig_algo", new Data.Text(a.signature().wireName()));
          case Payload.SealedReply(byte[] envelope) -> new Data.Bytes(envelope);
          case Payload.SignedReply(byte[] load, byte[] signature) ->
              Data.dict("enc", "clear", "load", load, "sig", signature);
          case Payload.ClearReply(Data.Dict map) -> map;
          case Payload.Refusal(String text) -> new Data.Text(text);
          case Payload.Publication(byte[] envelope, byte[] signature, String name) ->
              signed(Data.dict("enc", "aes", "load", envelope), signature, name);
        };
    return DataCodec.encode(value, DataCodec.Spec.OLD);
  }

  private static Data.Dict versioned(Data.Dict outer, int version) {
    return version == 0 ? outer : outer.with("version", new Data.Int(version));
  }

  private static Data.Dict signed(Data.Dict outer, byte[] signature, String name) {
    Data.Dict named = name.isEmpty() ? outer : outer.with("sig_algo", new Data.Text(name));
    return signature.length == 0 ? named : named.with("sig", new Data.Bytes(signature));
  }

  /// What a master finds on its request port.
  public static Payload.Request parseRequest(byte[] frame) throws WireException {
    Data.Dict outer = DataCodec.decodeDict(frame);
    int version = version(outer);
    if (!isSealed(outer)) {
      Data load = outer.get("load").orElseThrow(() -> missing("load"));
      return new Payload.ClearRequest(DataCodec.dict(load), version);
    }
    byte[] envelope = bytes(outer, "load");
    if (version <= 2) {
      return new Payload.SharedRequest(envelope, version);
    }
    String id = outer.text("id").orElseThrow(() -> missing("id"));
    return new Payload.SessionRequest(envelope, version, id, Algorithms.of(outer));
  }

  /// What a client gets as the answer to a request.
  public static Payload.Reply parseReply(byte[] frame) throws WireException {
    return switch (DataCodec.decode(frame)) {
      case Data.Bytes b -> new Payload.SealedReply(b.value());
      // An envelope may happen to be UTF-8; no refusal is as long as one.
      case Data.Text t when bytes(t).length >= ENVELOPE_BYTES_MIN ->
          new Payload.SealedReply(bytes(t));
      case Data.Text(String text) -> new Payload.Refusal(text);
      case Data.Dict map when isSigned(map) ->
          new Payload.SignedReply(bytes(map, "load"), bytes(map, "sig"));
      case Data.Dict map -> new Payload.ClearReply(map);
      case Data.Nil _, Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _ -> throw noReply();
      case Data.Seq _, Data.Ext _ -> throw noReply();
    };
  }

  /// What a subscriber gets; the last frame of the message.
  public static Payload.Publication parsePublication(byte[] frame) throws WireException {
    Data.Dict outer = DataCodec.decodeDict(frame);
    if (!isSealed(outer)) {
      throw new WireException("expected enc aes in a publication, found clear");
    }
    byte[] signature = outer.get("sig").isPresent() ? bytes(outer, "sig") : new byte[0];
    return new Payload.Publication(
        bytes(outer, "load"), signature, outer.text("sig_algo").orElse(""));
  }

  /// `{enc: clear, load: bytes, sig: bytes}`; an unsigned accepted `_auth` has a `sig` too, but no
  /// load.
  private static boolean isSigned(Data.Dict map) {
    return map.get("sig").isPresent()
        && map.get("load").filter(l -> !(l instanceof Data.Dict)).isPresent();
  }

  private static boolean isSealed(Data.Dict outer) throws WireException {
    return switch (outer.text("enc").orElse("")) {
      case "aes" -> true;
      case "clear" -> false;
      default -> throw new WireException("expected enc aes or clear, found neither");
    };
  }

  /// As Salt's `int(..)` takes it: a number, or a text of digits; other text counts as none.
  private static int version(Data.Dict outer) throws WireException {
    return switch (outer.get("version").orElse(new Data.Int(0))) {
      case Data.Int(long v) when v >= 0 && v <= Integer.MAX_VALUE -> (int) v;
      case Data.Text(String s) -> s.matches("\\d{1,9}") ? Integer.parseInt(s) : 0;
      default -> throw new WireException("expected a number as version, found something else");
    };
  }

  private static byte[] bytes(Data.Dict map, String key) throws WireException {
    Data value = map.get(key).orElseThrow(() -> missing(key));
    return value
        .asBytes()
        .orElseThrow(() -> new WireException("expected bytes as " + key + ", found another value"));
  }

  private static byte[] bytes(Data.Text text) {
    return text.asBytes().orElseThrow();
  }

  private static WireException missing(String key) {
    return new WireException("expected the key " + key + " in an outer map, found none");
  }

  private static WireException noReply() {
    return new WireException("expected an envelope, a map or a text as a reply, found none");
  }
}
