package dev.saltern.wire;

import dev.saltern.job.Data;
import dev.saltern.job.Tag;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Frames and streams of them, for tests of the reader.
final class Frames {
  static final DataCodec.Limits LIMITS = DataCodec.Limits.DEFAULT;
  static final EventFrame FRAME =
      new EventFrame(
          new Tag("salt/job/20261124120000000000/ret/web1"),
          Data.dict("id", "web1", "return", "a\n\nb", "retcode", 0));

  private Frames() {}

  static EventFrame.Reader reader(byte[] bytes) {
    return new EventFrame.Reader(new ByteArrayInputStream(bytes), LIMITS);
  }

  static MsgpackWriter bin() {
    return new MsgpackWriter(DataCodec.Spec.NEW);
  }

  static MsgpackWriter old() {
    return new MsgpackWriter(DataCodec.Spec.OLD);
  }

  static byte[] bytes(EventFrame... frames) {
    return bytes(Arrays.stream(frames).map(EventFrame::encode).toArray(byte[][]::new));
  }

  static byte[] bytes(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }
}
