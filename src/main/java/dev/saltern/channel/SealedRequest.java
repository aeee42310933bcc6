package dev.saltern.channel;

import dev.saltern.wire.Crypticle;
import dev.saltern.wire.Payload;
import dev.saltern.wire.PayloadCodec;
import dev.saltern.wire.WireException;
import dev.saltern.wire.WrongKeyException;

/// One encrypted request and the key its answer will be under: keys change, and an answer comes
/// under the one its request was made with. Immutable.
public final class SealedRequest {
  /// What a master says that cannot open the request. Its other bare texts ("bad load: id contains
  /// a null byte", "payload and load must be a dict", "Some exception handling minion payload",
  /// "Server-side exception handling payload") are about the request itself.
  private static final String BAD_LOAD = "bad load";

  private static final int TEXT_MAX = 200;

  private final byte[] body;
  private final String nonce;
  private final Crypticle crypticle;

  SealedRequest(byte[] body, String nonce, Crypticle crypticle) {
    this.body = body;
    this.nonce = nonce;
    this.crypticle = crypticle;
  }

  /// The bytes to send.
  public byte[] body() {
    return body.clone();
  }

  /// What the master's answer to this request says.
  public RequestAnswer open(byte[] reply) {
    try {
      return switch (PayloadCodec.parseReply(reply)) {
        case Payload.SealedReply(byte[] envelope) ->
            new RequestAnswer.Ok(crypticle.open(envelope, nonce));
        case Payload.Refusal(String text) when text.equals(BAD_LOAD) ->
            new RequestAnswer.SignInAgain("the master says '" + BAD_LOAD + "'");
        case Payload.Refusal(String text) ->
            new RequestAnswer.Failed("the master says '" + printable(text) + "'");
        case Payload.ClearReply _, Payload.SignedReply _ ->
            new RequestAnswer.Unverifiable("expected an envelope, found an answer in the clear");
      };
    } catch (WrongKeyException e) {
      return new RequestAnswer.SignInAgain(String.valueOf(e.getMessage()));
    } catch (WireException e) {
      return new RequestAnswer.Unverifiable(String.valueOf(e.getMessage()));
    }
  }

  /// What a peer said, fit for a log: it may be anybody's text.
  static String printable(String text) {
    var printable = new StringBuilder();
    text.codePoints()
        .limit(TEXT_MAX)
        .forEach(c -> printable.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
    return printable.toString();
  }
}
