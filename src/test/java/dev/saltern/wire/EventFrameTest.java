package dev.saltern.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import dev.saltern.job.Tag;
import dev.saltern.wire.DataCodec.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFrameTest {
  private static final Limits LIMITS = Limits.DEFAULT;
  private static final EventFrame FRAME =
      new EventFrame(
          new Tag("salt/job/20261124120000000000/ret/web1"),
          Data.dict("id", "web1", "return", "a\n\nb", "retcode", 0));

  @Test
  void whatIsWrittenIsRead() throws Exception {
    assertThat(reader(FRAME.encode()).next()).contains(FRAME);
  }

  @Test
  void endBetweenFramesIsTheEnd() throws Exception {
    EventFrame.Reader reader = reader(FRAME.encode());
    reader.next();
    assertThat(reader.next()).isEmpty();
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void endWithinAFrameIsLost() {
    byte[] frame = FRAME.encode();
    for (int length = 1; length < frame.length; length++) {
      EventFrame.Reader reader = reader(Arrays.copyOf(frame, length));
      assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
      assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
    }
  }

  @Test
  void framesAreReadWhereverTheStreamIsCut() throws Exception {
    var values = new RandomData("framesAreReadWhereverTheStreamIsCut");
    Random random = values.random();
    var stream = new ByteArrayOutputStream();
    List<EventFrame> frames = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      var frame = new EventFrame(new Tag("tag/" + i), Data.dict("value", values.next()));
      frames.add(frame);
      stream.writeBytes(frame.encode());
    }
    for (int longest : new int[] {1, 7, 300, 100_000}) {
      List<byte[]> chunks = new ArrayList<>();
      byte[] bytes = stream.toByteArray();
      for (int at = 0; at < bytes.length; ) {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(longest));
        chunks.add(Arrays.copyOfRange(bytes, at, end));
        at = end;
      }
      var reader = new EventFrame.Reader(new ChunkStream(chunks), LIMITS);
      for (EventFrame frame : frames) {
        assertThat(reader.next()).contains(frame);
      }
      assertThat(reader.next()).isEmpty();
    }
  }

  @Test
  void bigFramesBetweenSmallOnesAreRead() throws Exception {
    var big = new EventFrame(new Tag("big"), Data.dict("return", "x".repeat(3_000_000)));
    var middle = new EventFrame(new Tag("middle"), Data.dict("return", "x".repeat(70_000)));
    EventFrame.Reader reader = reader(bytes(FRAME, big, FRAME, middle, middle, FRAME));
    for (EventFrame frame : List.of(FRAME, big, FRAME, middle, middle, FRAME)) {
      assertThat(reader.next()).contains(frame);
    }
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void everyFormOfAFrameIsRead() throws Exception {
    byte[] body = FRAME.body();
    for (MsgpackWriter form :
        List.of(
            old().mapHeader(2).text("head").mapHeader(0).text("body").bytes(body),
            old().mapHeader(1).text("body").bytes(body),
            bin().mapHeader(2).text("body").bytes(body).text("head").mapHeader(0),
            bin()
                .mapHeader(2)
                .bytes("head".getBytes(UTF_8))
                .mapHeader(0)
                .bytes("body".getBytes(UTF_8))
                .bytes(body),
            bin()
                .mapHeader(3)
                .text("head")
                .value(Data.dict("mid", 7, "l", List.of(1, 2.5, -300, "s", true)))
                .text("new")
                .value(new Data.Ext((byte) 78, new Data.Bytes(new byte[24])))
                .text("body")
                .bytes(body),
            bin().raw(new byte[] {(byte) 0xde, 0, 1}).text("body").bytes(body),
            bin().raw(new byte[] {(byte) 0xdf, 0, 0, 0, 1}).text("body").bytes(body))) {
      EventFrame.Reader reader = reader(bytes(form.toBytes(), FRAME.encode()));
      assertThat(reader.next()).contains(FRAME);
      assertThat(reader.next()).contains(FRAME);
    }
  }

  @Test
  void fieldsOfEveryKindArePassedOver() throws Exception {
    var values = new RandomData("fieldsOfEveryKindArePassedOver");
    for (int i = 0; i < 2_000; i++) {
      byte[] frame =
          bin()
              .mapHeader(2)
              .text("more")
              .value(values.next())
              .text("body")
              .bytes(FRAME.body())
              .toBytes();
      assertThat(reader(frame).next()).contains(FRAME);
    }
    for (String hex :
        List.of(
            "ca00000000",
            "d400ff",
            "d5000000",
            "d60000000000",
            "d8" + "00".repeat(17),
            "c80001ff00",
            "c900000001ff00",
            "dd0000000101",
            "df000000010102",
            "d3" + "00".repeat(8))) {
      byte[] frame =
          bin()
              .mapHeader(2)
              .text("more")
              .raw(java.util.HexFormat.of().parseHex(hex))
              .text("body")
              .bytes(FRAME.body())
              .toBytes();
      assertThat(reader(frame).next()).contains(FRAME);
    }
  }

  @Test
  void tagEndsAtTheFirstTwoLineFeeds() throws Exception {
    byte[] body =
        bytes(
            "a\nb\n\n".getBytes(UTF_8),
            DataCodec.encode(Data.dict("k", "\n\n"), DataCodec.Spec.NEW));
    EventFrame frame = EventFrame.parseBody(body, 0, body.length, LIMITS);
    assertThat(frame.tag().text()).isEqualTo("a\nb");
    assertThat(frame.data()).isEqualTo(Data.dict("k", "\n\n"));
  }

  @Test
  void brokenBodyIsOneBrokenFrame() throws Exception {
    List<byte[]> bodies =
        List.of(
            "".getBytes(UTF_8),
            "\n".getBytes(UTF_8),
            "tag without end".getBytes(UTF_8),
            "tag\n\n".getBytes(UTF_8),
            "tag\n\n\u00c1".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
            "tag\n\n\u0090".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
            "tag\n\n\u0080\u0080".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
            "\u00ff\n\n\u0080".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    for (byte[] body : bodies) {
      byte[] broken =
          bin().mapHeader(2).text("head").mapHeader(0).text("body").bytes(body).toBytes();
      EventFrame.Reader reader = reader(bytes(broken, FRAME.encode()));
      assertThatThrownBy(reader::next).isInstanceOf(WireException.class);
      assertThat(reader.next()).contains(FRAME);
    }
  }

  @Test
  void frameWithoutBodyOrOfAnotherKindIsOneBrokenFrame() throws Exception {
    for (byte[] broken :
        List.of(
            bin().mapHeader(0).toBytes(),
            bin().mapHeader(1).text("head").mapHeader(0).toBytes(),
            bin().mapHeader(1).text("body").value(Data.Nil.NIL).toBytes(),
            bin()
                .mapHeader(2)
                .text("body")
                .value(Data.dict("a", List.of(1)))
                .text("head")
                .mapHeader(0)
                .toBytes())) {
      EventFrame.Reader reader = reader(bytes(broken, FRAME.encode()));
      assertThatThrownBy(reader::next)
          .isInstanceOf(WireException.class)
          .hasMessageContaining("body");
      assertThat(reader.next()).contains(FRAME);
    }
  }

  @Test
  void frameOverTheLimitIsSkippedWithoutHoldingIt() throws Exception {
    int atLimit = FRAME.body().length;
    var limits = new Limits(atLimit, 200);
    var over = new EventFrame(FRAME.tag(), FRAME.data().with("id", new Data.Text("web12")));
    // 3 GiB that never are in memory, in a frame that says so.
    byte[] head =
        bin()
            .mapHeader(1)
            .text("body")
            .raw(new byte[] {(byte) 0xc6, (byte) 0xc0, 0, 0, 0})
            .toBytes();
    long huge = 0xc0000000L;
    var stream =
        new java.io.SequenceInputStream(
            java.util.Collections.enumeration(
                List.of(
                    new ByteArrayInputStream(bytes(over, FRAME)),
                    new ByteArrayInputStream(head),
                    new Zeros(huge),
                    new ByteArrayInputStream(FRAME.encode()))));
    var reader = new EventFrame.Reader(stream, limits);
    assertThatThrownBy(reader::next)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("at most " + atLimit + " bytes in a frame, found " + (atLimit + 1));
    assertThat(reader.next()).contains(FRAME);
    assertThatThrownBy(reader::next)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("3221225472");
    assertThat(reader.next()).contains(FRAME);
    assertThat(reader.next()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c1",
        "00",
        "90",
        "a4626f6479",
        "c0",
        "ff",
        "8f",
        "de0011",
        "df00000011",
        "dfffffffff"
      })
  void whatBeginsNoFrameIsLost(String hex) {
    byte[] garbage = java.util.HexFormat.of().parseHex(hex + "00".repeat(100));
    assertLost(reader(bytes(garbage, FRAME.encode())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8101c0", "81c0c0", "81d941", "81a16bc1", "81a1aac1"})
  void whatIsNoFieldIsLost(String hex) {
    assertLost(reader(java.util.HexFormat.of().parseHex(hex + "61".repeat(100))));
  }

  @Test
  void fieldNestedTooDeepIsLost() {
    byte[] field = new byte[1000];
    Arrays.fill(field, (byte) 0x91);
    assertLost(reader(bin().mapHeader(1).text("head").raw(field).toBytes()));
  }

  @Test
  void garbageIsNeverAnotherException() throws Exception {
    var values = new RandomData("garbageIsNeverAnotherException");
    Random random = values.random();
    int lost = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = bytes(FRAME, FRAME);
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      EventFrame.Reader reader = reader(bytes);
      try {
        for (int next = 0; next < 300; next++) {
          try {
            if (reader.next().isEmpty()) {
              break;
            }
          } catch (WireException _) { // this frame; the next call reads on
          }
        }
      } catch (IOException _) {
        lost++;
      }
    }
    assertThat(lost).isBetween(100, 19_000);
  }

  private static void assertLost(EventFrame.Reader reader) {
    assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
    assertThatThrownBy(reader::next)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broke before");
  }

  private static EventFrame.Reader reader(byte[] bytes) {
    return new EventFrame.Reader(new ByteArrayInputStream(bytes), LIMITS);
  }

  private static MsgpackWriter bin() {
    return new MsgpackWriter(DataCodec.Spec.NEW);
  }

  private static MsgpackWriter old() {
    return new MsgpackWriter(DataCodec.Spec.OLD);
  }

  private static byte[] bytes(EventFrame... frames) {
    return bytes(Arrays.stream(frames).map(EventFrame::encode).toArray(byte[][]::new));
  }

  private static byte[] bytes(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  /// So many zero bytes.
  private static final class Zeros extends java.io.InputStream {
    private long left;

    Zeros(long left) {
      this.left = left;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      int count = (int) Math.min(left, length);
      left -= count;
      return count == 0 ? -1 : count;
    }
  }
}
