package dev.saltern.wire;

import static dev.saltern.wire.Frames.FRAME;
import static dev.saltern.wire.Frames.LIMITS;
import static dev.saltern.wire.Frames.bin;
import static dev.saltern.wire.Frames.bytes;
import static dev.saltern.wire.Frames.old;
import static dev.saltern.wire.Frames.reader;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Tag;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventFrameTest {
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
    EventFrame frame = EventFrame.parseBody(body, 0, body.length).open();
    assertThat(frame.tag().text()).isEqualTo("a\nb");
    assertThat(frame.data()).isEqualTo(Data.dict("k", "\n\n"));
  }
}
