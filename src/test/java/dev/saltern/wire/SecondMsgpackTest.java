package dev.saltern.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/// Our msgpack against msgpack-java's, on random values.
class SecondMsgpackTest {
  private static final MessagePack.PackerConfig NEW = MessagePack.DEFAULT_PACKER_CONFIG;
  private static final MessagePack.PackerConfig OLD =
      MessagePack.DEFAULT_PACKER_CONFIG.withStr8FormatSupport(false);

  @Test
  void bothWriteTheSameBytesAndWeReadThem() throws Exception {
    var values = new RandomData("bothWriteTheSameBytesAndWeReadThem");
    for (int i = 0; i < 2_000; i++) {
      Data value = values.next();
      byte[] theirs = packed(value, NEW, true);
      assertThat(DataCodec.encode(value, DataCodec.Spec.NEW)).isEqualTo(theirs);
      assertThat(DataCodec.decode(theirs)).isEqualTo(value);
      byte[] theirOld = packed(value, OLD, false);
      assertThat(DataCodec.encode(value, DataCodec.Spec.OLD)).isEqualTo(theirOld);
      assertThat(DataCodec.decode(theirOld)).isEqualTo(value);
    }
  }

  private static byte[] packed(Data value, MessagePack.PackerConfig config, boolean bin)
      throws IOException {
    try (var packer = config.newBufferPacker()) {
      pack(value, packer, bin);
      return packer.toByteArray();
    }
  }

  private static void pack(Data value, MessagePacker packer, boolean bin) throws IOException {
    switch (value) {
      case Data.Nil _ -> packer.packNil();
      case Data.Bool(boolean b) -> packer.packBoolean(b);
      case Data.Int(long i) -> packer.packLong(i);
      case Data.BigInt(var i) -> packer.packBigInteger(i);
      case Data.Real(double d) -> packer.packDouble(d);
      case Data.Text(String s) -> packer.packString(s);
      case Data.Bytes b -> {
        byte[] bytes = b.value();
        if (bin) {
          packer.packBinaryHeader(bytes.length);
        } else {
          packer.packRawStringHeader(bytes.length);
        }
        packer.writePayload(bytes);
      }
      case Data.Ext(byte type, Data.Bytes body) -> {
        packer.packExtensionTypeHeader(type, body.value().length);
        packer.writePayload(body.value());
      }
      case Data.Seq(var items) -> {
        packer.packArrayHeader(items.size());
        for (Data item : items) {
          pack(item, packer, bin);
        }
      }
      case Data.Dict(var entries) -> {
        packer.packMapHeader(entries.size());
        for (var entry : entries.entrySet()) {
          pack(entry.getKey(), packer, bin);
          pack(entry.getValue(), packer, bin);
        }
      }
    }
  }
}
