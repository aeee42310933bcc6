package dev.saltern.wire;

import dev.saltern.job.Data;
import dev.saltern.job.Tag;
import java.io.InputStream;
import java.util.Optional;

/// One message of a master's local event bus: a msgpack map `{head, body}`, back to back on the
/// stream, the body `tag`, two line feeds, msgpack of a map. Immutable.
public record EventFrame(Tag tag, Data.Dict data) {
  /// The bytes that fire this event when written to `master_event_pull.ipc`.
  public byte[] encode() {
    throw new IllegalStateException("not yet");
  }

  /// Reads frames off one stream. Confined to one thread.
  public static final class Reader {
    public Reader(InputStream stream, DataCodec.Limits limits) {
      throw new IllegalStateException("not yet");
    }

    /// The next frame; nothing at the end of the stream between two frames.
    ///
    /// @throws WireException for one frame that is broken while the stream still stands (the next
    ///   call reads the next one)
    /// @throws java.io.IOException where the stream ends or breaks within a frame, or is no stream
    ///   of frames any more: open a new one
    public Optional<EventFrame> next() throws WireException, java.io.IOException {
      throw new IllegalStateException("not yet");
    }
  }
}
