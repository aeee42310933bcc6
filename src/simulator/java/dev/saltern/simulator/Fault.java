package dev.saltern.simulator;

import java.time.Duration;

/// One thing that goes wrong at a simulated master, instead of the right answer to a request or of
/// the right publication. Immutable.
public sealed interface Fault {
  /// What may happen to the answer of a request.
  sealed interface OfReply extends Fault {}

  /// What may happen to a publication.
  sealed interface OfPublication extends Fault {}

  /// The request is carried out, the client hears nothing.
  record DropReply() implements OfReply {}

  /// The request is lost: neither carried out nor answered.
  record DropRequest() implements OfReply {}

  /// The request is carried out at once and answered later.
  record Late(Duration delay) implements OfReply {}

  /// The request is carried out, then every connection breaks before the answer; the master listens
  /// again at once.
  record Disconnect() implements OfReply, OfPublication {}

  /// Bytes instead of the answer or the publication.
  record Garbage(byte[] bytes) implements OfReply, OfPublication {
    public Garbage {
      bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
      return bytes.clone();
    }
  }

  /// An unencrypted text instead of the answer, such as "bad load"; the request is not carried out.
  record ErrorText(String text) implements OfReply {}

  /// An answer that does not prove to be this master's: its signature, or its HMAC where it has
  /// none, is wrong.
  record WrongSignature() implements OfReply, OfPublication {}

  /// A well-made answer to some other request.
  record WrongNonce() implements OfReply {}

  /// The publication is lost.
  record DropPublication() implements OfPublication {}

  /// The publication goes out under the serial of the one before.
  record ReplaySerial() implements OfPublication {}

  /// The publication goes out twice, byte for byte.
  record Twice() implements OfPublication {}
}
