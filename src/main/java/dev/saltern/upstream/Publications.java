package dev.saltern.upstream;

import dev.saltern.channel.Session;
import dev.saltern.job.Data;
import dev.saltern.wire.Payload;
import dev.saltern.wire.PayloadCodec;
import dev.saltern.wire.WireException;
import dev.saltern.wire.WrongKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// From the frames of a publish port to what a MoM means: the signature first, then the envelope,
/// then the serial, which must grow under one key (a replayed publication has no effect). Confined
/// to the subscriber's thread.
final class Publications {
  /// More keys than are readable at once.
  private static final int KEYS_MAX = SharedSession.FORMER_MAX + 2;

  private final boolean requireSigned;

  /// The last serial under each key, the one used last at the end.
  private final List<Numbered> numbered = new ArrayList<>();

  private record Numbered(Session session, long serial) {}

  Publications(boolean requireSigned) {
    this.requireSigned = requireSigned;
  }

  /// What was published.
  ///
  /// @param known what it may be under, the newest first
  /// @param again signs in again, for a publication under none of their keys
  /// @throws WireException for what is no publication of this MoM, or one that was there before
  Data.Dict read(List<byte[]> frames, List<Session> known, Supplier<Optional<Session>> again)
      throws WireException {
    if (frames.isEmpty() || frames.size() > 2) {
      throw new WireException("expected a publication of 1 or 2 frames, found " + frames.size());
    }
    Payload.Publication publication = PayloadCodec.parsePublication(frames.getLast());
    if (requireSigned && !publication.isSigned()) {
      throw new WireException("a publication without a signature");
    }
    var signed = false;
    for (Session session : known) {
      if (proven(publication, session)) {
        signed = true;
        try {
          return fresh(session.openPublication(publication.envelope()), session);
        } catch (WrongKeyException _) {
          // Perhaps it is under one of the others, or under one we do not have yet.
        }
      }
    }
    if (!signed && !known.isEmpty()) {
      throw new WireException("a publication whose signature is not the MoM's");
    }
    Session next =
        again.get().orElseThrow(() -> new WireException("a publication under a key we cannot get"));
    if (!proven(publication, next)) {
      throw new WireException("a publication whose signature is not the MoM's");
    }
    return fresh(next.openPublication(publication.envelope()), next);
  }

  private static boolean proven(Payload.Publication publication, Session session)
      throws WireException {
    return !publication.isSigned() || publication.verify(session.masterKey());
  }

  private Data.Dict fresh(Data.Dict load, Session session) throws WireException {
    Optional<Long> number = load.integer("serial");
    if (number.isEmpty()) {
      return load; // in cluster mode there is none
    }
    long last = 0;
    for (Numbered n : numbered) {
      last = n.session.samePublishKey(session) ? n.serial : last;
    }
    if (number.get() <= last) {
      throw new WireException("a publication that was there before, or an older one");
    }
    numbered.removeIf(n -> n.session.samePublishKey(session));
    numbered.add(new Numbered(session, number.get()));
    if (numbered.size() > KEYS_MAX) {
      numbered.removeFirst();
    }
    return load;
  }
}
