package dev.saltern.channel;

import dev.saltern.job.Data;
import dev.saltern.wire.Crypticle;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import dev.saltern.wire.WrongKeyException;
import java.util.Optional;

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
      Data value = DataCodec.decode(reply);
      Optional<String> bare = bareText(value);
      if (bare.isPresent()) {
        return bare.get().equals(BAD_LOAD)
            ? new RequestAnswer.SignInAgain("the master says '" + BAD_LOAD + "'")
            : new RequestAnswer.Failed("the master says '" + bare.get() + "'");
      }
      byte[] envelope =
          value
              .asBytes()
              .orElseThrow(() -> new WireException("expected an envelope, found another value"));
      return new RequestAnswer.Ok(crypticle.open(envelope, nonce));
    } catch (WrongKeyException e) {
      return new RequestAnswer.SignInAgain(String.valueOf(e.getMessage()));
    } catch (WireException e) {
      return new RequestAnswer.Failed(String.valueOf(e.getMessage()));
    }
  }

  /// The text of an answer in the clear; an envelope is no UTF-8, or no printable text.
  private static Optional<String> bareText(Data value) {
    return switch (value) {
      case Data.Text(String s) when s.length() <= TEXT_MAX && printable(s) -> Optional.of(s);
      case Data.Dict d -> d.text("msg").or(() -> d.text("error")).filter(SealedRequest::printable);
      default -> Optional.empty();
    };
  }

  private static boolean printable(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }
}
