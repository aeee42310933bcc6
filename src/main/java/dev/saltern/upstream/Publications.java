package dev.saltern.upstream;

import dev.saltern.channel.Session;
import dev.saltern.job.Data;
import dev.saltern.wire.Payload;
import dev.saltern.wire.PayloadCodec;
import dev.saltern.wire.WireException;
import dev.saltern.wire.WrongKeyException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// From the frames of a publish port to what a MoM means: the signature first, then the envelope,
/// then the serial, which must grow under one key (a replayed publication has no effect). Confined
/// to the subscriber's thread.
final class Publications {
  private final boolean requireSigned;
  private @Nullable Session last;
  private long serial;

  Publications(boolean requireSigned) {
    this.requireSigned = requireSigned;
  }

  /// What was published.
  ///
  /// @param again signs in again, for a publication under another key than the session's
  /// @throws WireException for what is no publication of this MoM, or one that was there before
  Data.Dict read(List<byte[]> frames, Session session, UnaryOperator<Session> again)
      throws WireException {
    if (frames.isEmpty() || frames.size() > 2) {
      throw new WireException("expected a publication of 1 or 2 frames, found " + frames.size());
    }
    Payload.Publication publication = PayloadCodec.parsePublication(frames.getLast());
    try {
      return fresh(open(publication, session), session);
    } catch (WrongKeyException _) {
      Session next = again.apply(session);
      return fresh(open(publication, next), next);
    }
  }

  private Data.Dict open(Payload.Publication publication, Session session) throws WireException {
    if (publication.isSigned() ? !publication.verify(session.masterKey()) : requireSigned) {
      throw new WireException(
          publication.isSigned()
              ? "a publication whose signature is not the MoM's"
              : "a publication without a signature");
    }
    return session.openPublication(publication.envelope());
  }

  private Data.Dict fresh(Data.Dict load, Session session) throws WireException {
    if (last == null || !last.samePublishKey(session)) {
      serial = 0;
    }
    last = session;
    Optional<Long> number = load.integer("serial");
    if (number.isEmpty()) {
      return load; // in cluster mode there is none
    }
    if (number.get() <= serial) {
      throw new WireException("a publication that was there before, or an older one");
    }
    serial = number.get();
    return load;
  }
}
