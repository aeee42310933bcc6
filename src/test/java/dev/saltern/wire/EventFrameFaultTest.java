package dev.saltern.wire;

import static dev.saltern.wire.Frames.FRAME;
import static dev.saltern.wire.Frames.bin;
import static dev.saltern.wire.Frames.bytes;
import static dev.saltern.wire.Frames.reader;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import dev.saltern.job.Tag;
import dev.saltern.wire.DataCodec.Limits;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFrameFaultTest {
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
  void whoFiredATagWithLineFeedsIsTold() {
    for (String tag : List.of("a\n\nb", "\n\n", "a\n\nb\n\nc")) {
      byte[] hostile = new EventFrame(new Tag(tag), Data.dict("id", "web9", "tag", tag)).encode();
      assertThatThrownBy(() -> reader(hostile).next())
          .isInstanceOf(WireException.class)
          .hasMessageEndingWith("; from web9");
    }
    byte[] nameless = new EventFrame(new Tag("a\n\nb"), Data.dict("id", "--help")).encode();
    assertThatThrownBy(() -> reader(nameless).next()).hasMessageNotContaining("from");
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
