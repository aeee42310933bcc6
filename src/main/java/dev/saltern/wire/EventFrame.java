package dev.saltern.wire;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.job.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One message of a master's local event bus: a msgpack map `{head, body}`, back to back on the
/// stream, the body `tag`, two line feeds, msgpack of a map. Immutable.
public record EventFrame(Tag tag, Data.Dict data) {
  /// How far behind the first end of a tag, and at how many others, its sender is looked for.
  private static final int TAG_LOOK_BYTES = 4096;

  private static final int TAG_TRIES = 8;
  private static final byte[] TAG_END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  /// The bytes that fire this event when written to `master_event_pull.ipc`.
  public byte[] encode() {
    return new MsgpackWriter(DataCodec.Spec.NEW)
        .mapHeader(2)
        .text("head")
        .mapHeader(0)
        .text("body")
        .bytes(body())
        .toBytes();
  }

  /// The body alone: tag, two line feeds, data.
  byte[] body() {
    return new MsgpackWriter(DataCodec.Spec.NEW)
        .raw(tag.text().getBytes(StandardCharsets.UTF_8))
        .raw(TAG_END)
        .value(data)
        .toBytes();
  }

  /// The event in a body, which ends its tag at the first two line feeds. Its data is copied out.
  static BusEvent parseBody(byte[] bytes, int from, int end) throws WireException {
    int tagEnd = from;
    while (tagEnd + 1 < end && (bytes[tagEnd] != '\n' || bytes[tagEnd + 1] != '\n')) {
      tagEnd++;
    }
    if (tagEnd + 1 >= end) {
      throw new WireException("expected two line feeds after an event's tag, found none");
    }
    if (!(MsgpackReader.text(bytes, from, tagEnd - from) instanceof Data.Text(String tag))) {
      throw new WireException("expected UTF-8 in an event's tag, found other bytes");
    }
    byte[] data = Arrays.copyOfRange(bytes, tagEnd + TAG_END.length, end);
    try {
      return BusEvent.of(new Tag(tag), Packed.within(data, 0, data.length));
    } catch (WireException e) {
      throw sender(data).map(id -> new WireException(e.getMessage() + "; from " + id)).orElse(e);
    }
  }

  /// Who fired an event that has two line feeds within its tag, so that what follows the first ones
  /// is no value: the master itself cannot read it either. A master puts the sender's id into an
  /// event that came alone.
  private static Optional<MinionId> sender(byte[] rest) {
    int tries = 0;
    for (int at = 0; at + 1 < rest.length && at < TAG_LOOK_BYTES && tries < TAG_TRIES; at++) {
      if (rest[at] == '\n' && rest[at + 1] == '\n') {
        tries++;
        try {
          Packed value = Packed.within(rest, at + TAG_END.length, rest.length);
          return BusEvent.of(new Tag(""), value).head().text("id").flatMap(MinionId::parse);
        } catch (WireException _) {
          // these line feeds do not end the tag either
        }
      }
    }
    return Optional.empty();
  }

  /// Reads frames off one stream, those of 3006 and of 3007: names and body of the `str` family or
  /// `bin`, further fields passed over. Confined to one thread.
  public static final class Reader {
    private final StreamBytes in;
    private final FrameFields fields;
    private final DataCodec.Limits limits;
    private boolean lost;

    public Reader(InputStream stream, DataCodec.Limits limits) {
      this.in = new StreamBytes(stream);
      this.fields = new FrameFields(in, limits.depthMax());
      this.limits = limits;
    }

    /// The next frame; nothing at the end of the stream between two frames.
    ///
    /// @throws WireException for one frame that is broken, or whose body is over the limit, while
    ///   the stream still stands (the next call reads the next one)
    /// @throws IOException where the stream ends or breaks within a frame, or is no stream of
    ///   frames any more: open a new one
    public Optional<EventFrame> next() throws WireException, IOException {
      Optional<BusEvent> event = nextPacked();
      return event.isPresent() ? Optional.of(event.get().open()) : Optional.empty();
    }

    /// As [#next], with its data not opened.
    public Optional<BusEvent> nextPacked() throws WireException, IOException {
      if (lost) {
        throw new IOException("the stream broke before");
      }
      lost = true; // unless the frame is passed whole
      if (!in.hasMore()) {
        lost = false;
        return Optional.empty();
      }
      @Nullable BusEvent event = null;
      @Nullable WireException broken = null;
      for (int left = fields.count(); left > 0; left--) {
        boolean isBody = fields.isBody();
        int code = in.u8();
        if (!isBody) {
          fields.skip(code);
          continue;
        }
        try {
          event = body(code);
        } catch (WireException e) {
          broken = e;
        }
      }
      lost = false;
      if (broken != null) {
        throw broken;
      }
      if (event == null) {
        throw new WireException("expected a body in a frame, found none");
      }
      return Optional.of(event);
    }

    /// Passes the body whatever it is; its event.
    private BusEvent body(int code) throws WireException, IOException {
      long length = fields.bytesHeader(code);
      if (length == FrameFields.NO_BYTES) {
        fields.skip(code);
        throw new WireException("expected bytes as a frame's body, found another value");
      }
      if (length > limits.bytesMax()) {
        in.skip(length);
        throw new WireException(
            "expected at most " + limits.bytesMax() + " bytes in a frame, found " + length);
      }
      int from = in.take((int) length);
      return parseBody(in.array(), from, from + (int) length);
    }
  }
}
